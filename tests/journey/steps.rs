//! The pages of a renewal by keyboard, from «Заменить» to «Сертификат заменён», and how the program is started.

use std::ffi::OsStr;
use std::process::Command;

use crate::display::{PRIMARY, Window};
use crate::long::{MAIN_TOP, next};
use crate::world::{PIN, World, blocks};
use crate::{
    ACCEPT, ACCEPT_CARD, BACKUP, CARD, DONE, FULL, GATHER, Home, NOTIFICATIONS, PIN_DIALOG, PLACE, SNILS,
    TO_THE_FIRST_CARD, TO_THE_MAIN_BUTTON, VERIFY, random_places,
};

/// The program with a profile of the sandbox and a library of tokens.
pub fn program(world: &World, profile: &str, module: impl AsRef<OsStr>) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_renewal-master"));
    program.arg("--profile").arg(world.path("sandbox").join(profile)).arg("--module").arg(module);
    world.environment(&mut program);
    program
}

/// The program in its training mode. Nobody's home: the pictures show it.
pub fn training(home: &Home) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_renewal-master"));
    program.env("RENEWAL_HOME", &home.0).env("RENEWAL_LANG", "ru").env("HOME", "/home/user/");
    program
}

/// «Уведомления» with something to renew.
pub fn panel(window: &Window<'_>) {
    window.wait_for(NOTIFICATIONS);
    window.wait_for_colour((878, 136), PRIMARY);
}

/// «Заменить» of the first card.
pub fn renew_the_first(window: &Window<'_>) {
    panel(window);
    window.keys(&TO_THE_FIRST_CARD);
}

pub fn snils(window: &Window<'_>) {
    window.wait_for(SNILS);
    window.write("11223344595");
    window.keys(&["Return"]);
}

/// «Верны».
pub fn verify(window: &Window<'_>) {
    window.wait_for(VERIFY);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.keys(&TO_THE_MAIN_BUTTON);
}

pub fn place(window: &Window<'_>) {
    window.wait_for(PLACE);
    next(window);
}

pub fn gather(window: &Window<'_>) {
    window.wait_for(GATHER);
    drum(window);
    window.keys(&TO_THE_MAIN_BUTTON);
}

/// Types until there is randomness enough.
pub fn drum(window: &Window<'_>) {
    let mut letters = random_letters();
    while window.page() == GATHER {
        window.write(&letters.by_ref().take(40).collect::<String>());
    }
    assert_eq!(window.page(), FULL);
}

/// Letters without a pattern, as somebody drums who was asked to.
fn random_letters() -> impl Iterator<Item = char> {
    random_places().map(|(x, y)| char::from(b'a' + ((x ^ y) % 26) as u8))
}

pub fn unlock(window: &Window<'_>) {
    window.wait_for(PIN_DIALOG);
    window.write(PIN);
    window.keys(&["Return"]);
}

/// «Ознакомлен», and on.
pub fn accept(window: &Window<'_>) {
    window.wait_for(ACCEPT);
    window.wait_for_colour(ACCEPT_CARD, CARD);
    window.keys(&["Tab", "Tab", "Tab", "space"]);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.keys(&["Tab", "Return"]);
}

/// A copy into the folder that is offered; then «Сертификат заменён».
pub fn back_up(window: &Window<'_>) {
    window.wait_for(BACKUP);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.keys(&TO_THE_MAIN_BUTTON);
    window.wait_for(DONE);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
}

/// «Готово», and the panel again.
pub fn done(window: &Window<'_>) {
    window.keys(&["Return"]);
    window.wait_for(NOTIFICATIONS);
}

/// The old pair with its certificate, and one more of each.
pub fn has_one_new_pair(world: &World) {
    let objects = world.objects();
    for class in ["Private Key Object", "Public Key Object", "Certificate Object"] {
        let found = blocks(&objects).iter().filter(|block| block.starts_with(class)).count();
        assert_eq!(found, 2, "{class}:\n{objects}");
    }
}
