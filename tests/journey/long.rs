//! What the long journeys have in common: their pages, the head's work by mouse, the operator on the other side.

use crate::display::{PRIMARY, Window};
use crate::sandbox_client::SandboxClient;
use crate::{MAIN, PIN_DIALOG, UNLOCK, world::PIN};

/// The upper edge of the main button, above its words.
pub const MAIN_TOP: (u32, u32) = (MAIN.0, MAIN.1 - 15);
/// The ring around the main button when it has the focus.
pub const RING: (u32, u32) = (925, 637);
/// «Согласование» in the navigation.
const APPROVALS: (u32, u32) = (80, 246);
/// How many requests wait, beside it.
const BADGE: ((u32, u32), &str) = ((187, 246), "#B3261E");
/// «Открыть» of the first request.
const OPEN: (u32, u32) = (900, 165);
/// «Комплект документов проверен» at the end of the page.
const CHECKED: (u32, u32) = (290, 594);

pub const WORKPLACE: &str = "Проверка рабочего места";
pub const OFFICE: &str = "Куда подаём заявку";
pub const CONTENT: &str = "Какой сертификат нужен";
pub const IDENTITY: &str = "Документ, удостоверяющий личность";
pub const AUTHORITY: &str = "Документ о полномочиях";
pub const STATEMENT: &str = "Заявление на сертификат";
pub const CONTACTS: &str = "Как с вами связаться";
pub const REVIEW: &str = "Проверьте и подпишите";
/// Behind the number of a request.
pub const WAITING: &str = " на рассмотрении";
const APPROVALS_TITLE: &str = "Согласование заявок";
const APPROVED: &str = "Заявка согласована";

/// Presses the main button once it has the focus.
pub fn next(window: &Window<'_>) {
    window.wait_for_colour(RING, PRIMARY);
    window.keys(&["Return"]);
}

/// The operator does something with the last request.
pub fn press(sandbox: &SandboxClient, ca: &str, action: &str, fields: &[(&str, &str)]) {
    let order = sandbox.orders_at(ca).pop().unwrap();
    sandbox.press(&format!("/requests/{ca}/{}/{action}", order["id"].as_str().unwrap()), fields);
}

/// Signs in as the head, reads the only request to its end and approves it.
pub fn approve(window: &Window<'_>, number_begins: &str, picture: &str) {
    window.click(APPROVALS);
    window.wait_for(APPROVALS_TITLE);
    window.press(MAIN);
    window.wait_for(PIN_DIALOG);
    window.write(PIN);
    window.press(UNLOCK);
    window.wait_for_colour(BADGE.0, BADGE.1);
    window.picture(&format!("{picture}-head-list"));
    window.click(OPEN);
    window.wait_for_number(number_begins, "");
    window.scroll_to_the_end();
    window.click(CHECKED);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.picture(&format!("{picture}-head-card"));
    window.press(MAIN);
    window.wait_for(APPROVED);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.picture(&format!("{picture}-head-approved"));
}
