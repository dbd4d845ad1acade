//! The PIN of the training token: mistyped until it is locked, unlocked by the administrator's, by mouse and by keys.

use crate::display::{Display, Window, patiently};
use crate::world::PIN;
use crate::{CARD, Home, IN_THE_FIRST_CARD, NOTIFICATIONS, TOKENS, steps};

/// The button in the card of the token.
const OFFER: (u32, u32) = (860, 152);
/// The fields of «Сменить PIN-код», and its main button.
const OLD: (u32, u32) = (500, 303);
const NEW: (u32, u32) = (395, 391);
const REPEAT: (u32, u32) = (605, 391);
const CHANGE: (u32, u32) = (650, 476);
const SECTION: &str = "Носители";
const CHANGING: &str = "Сменить PIN-код";
const UNLOCKING: &str = "Разблокировать PIN-код";
const DONE: &str = "PIN-код действует";
const FRESH: &str = "Vesna-2026";
/// PIN of the administrator of the training token, as the dialog tells it.
const ADMIN: &str = "87654321";

#[test]
fn a_pin_is_changed_locked_and_unlocked() {
    let Some(mut display) = Display::open() else { return };
    let home = Home::new("pins");
    let window = display.start(steps::training(&home));
    window.wait_for(NOTIFICATIONS);
    window.click(TOKENS);
    window.wait_for(SECTION);
    window.wait_for_colour(IN_THE_FIRST_CARD, CARD);

    // By mouse.
    window.click(OFFER);
    window.wait_for(CHANGING);
    for (field, text) in [(OLD, PIN), (NEW, FRESH), (REPEAT, FRESH)] {
        window.click(field);
        window.write(text);
    }
    window.picture("66-pin-change");
    window.press(CHANGE);
    window.wait_for(DONE);
    window.keys(&["Return"]);
    window.wait_for(SECTION);

    // By keys: the old one is no longer right, three times.
    for tick in [false, false, true] {
        window.click(OFFER);
        window.wait_for(CHANGING);
        fill(&window, PIN, "Osen-2026");
        if tick {
            window.keys(&["Tab", "space", "Tab", "Tab", "Return"]);
        } else {
            window.keys(&["Return"]);
            // Not before the token has answered.
            patiently("the dialog to close", || {
                window.keys(&["Escape"]);
                window.settle();
                (window.page() == SECTION).then_some(())
            });
        }
    }
    // The way out of a locked one is the last button.
    patiently("the way out", || {
        window.keys(&["shift+Tab", "Return"]);
        window.settle();
        (window.page() == UNLOCKING).then_some(())
    });
    window.picture("67-pin-unlock");
    fill(&window, ADMIN, "Osen-2026");
    window.keys(&["Tab", "space", "Tab", "Tab", "Return"]);
    window.wait_for(DONE);
    window.keys(&["Return"]);
    window.wait_for(SECTION);
    window.click(OFFER);
    window.wait_for(CHANGING);
    window.keys(&["Escape"]);
    window.wait_for(SECTION);
    window.close();
}

/// The first field has the focus.
fn fill(window: &Window<'_>, opener: &str, new: &str) {
    window.write(opener);
    for _ in 0..2 {
        window.keys(&["Tab"]);
        window.write(new);
    }
}
