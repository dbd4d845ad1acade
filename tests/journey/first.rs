//! The first certificate in a real window, in the training of the Treasury: nobody has a key yet, everything about the
//! holder is typed, and at the end stands a visit.

use crate::display::{Display, PRIMARY, Window};
use crate::long::{
    AUTHORITY, CONTACTS, CONTENT, IDENTITY, MAIN_TOP, OFFICE, STATEMENT, WAITING, WORKPLACE, next,
};
use crate::{Home, TO_THE_FIRST_CARD, TO_THE_MAIN_BUTTON, VERIFY, steps};

const HOLDER: &str = "На кого выпускаем сертификат";
const REVIEW: &str = "Проверьте и отправьте";
const ASK: &str = "Отправить заявку?";
const REQUEST: &str = "Заявка № ФК-";

#[test]
fn a_first_certificate_is_ordered_without_a_key_and_the_papers_for_the_visit_are_listed() {
    let Some(mut display) = Display::open() else { return };
    let home = Home::new("first");
    let scan = home.0.join("scan.jpg");
    image::RgbImage::from_pixel(900, 600, image::Rgb([244, 239, 226])).save(&scan).unwrap();
    let scan = scan.to_str().unwrap();
    let mut program = steps::training(&home);
    program.args(["--training", "treasury"]);
    let window = display.start(program);

    steps::panel(&window);
    window.picture("64-first-issue");
    // The navigation, a card of two buttons and one of three stand before the link.
    window.keys(&vec!["Tab"; TO_THE_FIRST_CARD.len() - 2 + 2 + 3 + 1]);
    window.keys(&["Return"]);
    window.wait_for(WORKPLACE);
    next(&window);
    window.wait_for(OFFICE);
    // Region and office from their lists by a part of their names, then ОГРН and ИНН.
    for (value, key) in [("москва", "Return"), ("москв", "Return"), ("", "Tab"), ("1027700132195", "Tab")]
    {
        window.write(value);
        window.keys(&[key]);
        // The focus goes on to the next list by itself.
        window.settle();
    }
    window.write("7707083893");
    window.picture("64-first-office");
    window.keys(&["Return"]);
    window.wait_for(CONTENT);
    next(&window);

    window.wait_for(HOLDER);
    let holder =
        ["Петров", "Иван Сергеевич", "Экономист", "11223344595", "500100732259", "ООО Ромашка", "г. Москва"];
    type_all(&window, &holder);
    window.write("ул. Ленина, 1");
    window.picture("64-first-holder");
    window.keys(&["Return"]);

    window.wait_for(IDENTITY);
    type_all(&window, &["4510", "123456", "ОВД района Арбат", "770001", "03022020", "06051980"]);
    attach(&window, scan);
    window.wait_for(AUTHORITY);
    type_all(&window, &["Приказ о назначении", "01022025", "17-к"]);
    attach(&window, scan);

    // The document of authority stands in the application already.
    window.wait_for(STATEMENT);
    type_all(&window, &["Генеральный директор", "А. В. Соколов"]);
    window.write("Ромашка-17");
    window.keys(&["Return"]);
    window.wait_for(CONTACTS);
    type_all(&window, &["9161234567"]);
    window.write("petrov@example.ru");
    window.keys(&["Return"]);

    window.wait_for(VERIFY);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.picture("64-first-verify");
    window.keys(&TO_THE_MAIN_BUTTON);
    steps::place(&window);
    steps::gather(&window);
    steps::unlock(&window);
    window.wait_for(REVIEW);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.keys(&TO_THE_MAIN_BUTTON);
    window.wait_for(ASK);
    window.picture("64-first-send");
    window.keys(&["Tab", "Return"]);

    window.wait_for_number(REQUEST, WAITING);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.scroll_to_the_end();
    window.picture("64-first-visit");
    window.close();
    let orders = std::fs::read_to_string(home.0.join("training/sandbox/treasury/requests.json")).unwrap();
    let orders: serde_json::Value = serde_json::from_str(&orders).unwrap();
    assert_eq!((orders.as_array().unwrap().len(), &orders[0]["old"]), (1, &"".into()), "nothing is replaced");
    assert_eq!(orders[0]["dossier"]["sections"]["holder"]["surname"], "Петров");
}

/// Types into one field after the other.
fn type_all(window: &Window<'_>, values: &[&str]) {
    for value in values {
        window.write(value);
        window.keys(&["Tab"]);
    }
}

fn attach(window: &Window<'_>, scan: &str) {
    window.write(scan);
    window.keys(&["Return"]);
    next(window);
}
