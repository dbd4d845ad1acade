//! «Заменить все» in a real window, in the training mode: two certificates of one holder, and the program is killed
//! between the two.

use crate::Home;
use crate::display::{Display, PRIMARY, Window, patiently};
use crate::long::MAIN_TOP;
use crate::sandbox_client::SandboxClient;
use crate::steps;

const QUEUE: &str = "Очередь";
/// «Заменить все» and «Продолжить очередь»: the last but one of the panel.
const TO_THE_QUEUE: [&str; 3] = ["shift+Tab", "shift+Tab", "Return"];

#[test]
fn two_certificates_are_renewed_one_after_the_other_and_a_kill_between_them_loses_nothing() {
    let Some(mut display) = Display::open() else { return };
    let home = Home::new("queue");
    let kept = home.0.join("training/queue.json");

    let window = display.start(steps::training(&home));
    steps::panel(&window);
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

    let window = display.start(steps::training(&home));
    steps::panel(&window);
    window.keys(&TO_THE_QUEUE);
    window.wait_for(QUEUE);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.settle();
    window.picture("72-queue");
    window.keys(&["Return"]);
    renew(&window);
    steps::done(&window);
    patiently("the end of the queue", || (!kept.exists()).then_some(()));
    assert_eq!(SandboxClient(home.0.join("training/sandbox")).orders().len(), 2);
    window.close();
}

/// From the СНИЛС to «Сертификат заменён».
fn renew(window: &Window<'_>) {
    steps::snils(window);
    steps::verify(window);
    steps::place(window);
    steps::gather(window);
    steps::unlock(window);
    steps::accept(window);
    steps::back_up(window);
}
