//! «Заменить все» in a real window, in the training mode: two certificates of one holder, and the program is killed
//! between the two.

use std::process::Command;

use crate::display::{Display, PRIMARY, Window, patiently};
use crate::long::MAIN_TOP;
use crate::sandbox_client::SandboxClient;
use crate::world::PIN;
use crate::{
    ACCEPT, BACKUP, DONE, GATHER, Home, NOTIFICATIONS, PIN_DIALOG, PLACE, SNILS, TO_THE_MAIN_BUTTON, VERIFY,
    drum,
};

const QUEUE: &str = "Очередь";
/// «Заменить все» and «Продолжить очередь»: the last but one of the panel.
const TO_THE_QUEUE: [&str; 3] = ["shift+Tab", "shift+Tab", "Return"];

#[test]
fn two_certificates_are_renewed_one_after_the_other_and_a_kill_between_them_loses_nothing() {
    let Some(mut display) = Display::open() else { return };
    let home = Home::new("queue");
    let program = || {
        let mut program = Command::new(env!("CARGO_BIN_EXE_renewal-master"));
        program.env("RENEWAL_HOME", &home.0).env("RENEWAL_LANG", "ru").env("HOME", "/home/user/");
        program
    };
    let kept = home.0.join("training/queue.json");

    let window = display.start(program());
    window.wait_for(NOTIFICATIONS);
    window.wait_for_colour((878, 136), PRIMARY);
    window.picture("72-replace-all");
    window.keys(&TO_THE_QUEUE);
    window.wait_for(QUEUE);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.settle();
    window.keys(&["Return"]);
    renew(&window);
    window.picture("72-queue-following");
    window.kill();
    assert!(kept.exists(), "the queue is forgotten");

    let window = display.start(program());
    window.wait_for(NOTIFICATIONS);
    window.wait_for_colour((878, 136), PRIMARY);
    window.keys(&TO_THE_QUEUE);
    window.wait_for(QUEUE);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.settle();
    window.picture("72-queue");
    window.keys(&["Return"]);
    renew(&window);
    window.keys(&["Return"]);
    window.wait_for(NOTIFICATIONS);
    patiently("the end of the queue", || (!kept.exists()).then_some(()));
    assert_eq!(SandboxClient(home.0.join("training/sandbox")).orders().len(), 2);
    window.close();
}

/// From the СНИЛС to «Сертификат заменён».
fn renew(window: &Window<'_>) {
    window.wait_for(SNILS);
    window.write("11223344595");
    window.keys(&["Return"]);
    window.wait_for(VERIFY);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.keys(&TO_THE_MAIN_BUTTON);
    window.wait_for(PLACE);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.keys(&["Return"]);
    window.wait_for(GATHER);
    drum(window);
    window.keys(&TO_THE_MAIN_BUTTON);
    window.wait_for(PIN_DIALOG);
    window.write(PIN);
    window.keys(&["Return"]);
    window.wait_for(ACCEPT);
    window.keys(&["Tab", "Tab", "Tab", "space"]);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.keys(&["Tab", "Return"]);
    window.wait_for(BACKUP);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.keys(&TO_THE_MAIN_BUTTON);
    window.wait_for(DONE);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
}
