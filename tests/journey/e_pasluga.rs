//! The Belarusian service in a real window, by mouse: the head orders for himself and confirms it as the head, looks at
//! the bill, sends a refused request again with a new key, and reads the password of the certificate store.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use x509_cert::der::Decode;
use x509_cert::request::CertReq;

use crate::display::{Display, PRIMARY, Window, patiently};
use crate::long::{CONTACTS, MAIN_TOP, REVIEW, WAITING, WORKPLACE, approve, press};
use crate::sandbox_client::SandboxClient;
use crate::world::{LABEL, PIN, SOFTHSM, World};
use crate::{
    ACCEPT, ACCEPT_CARD, BACKUP, CARD, DONE, GATHER, HOME, IN_THE_FIRST_CARD, MAIN, NOTIFICATIONS,
    PIN_DIALOG, PLACE, RENEW, UNLOCK, VERIFY, random_places, steps,
};

const CA: &str = "e-pasluga";
/// Before the number.
const REQUEST: &str = "Заявка № ЕП-";
/// The switches of the three consents, at their left ends.
const SWITCHES: [(u32, u32); 3] = [(315, 155), (315, 260), (315, 367)];
/// Inside a switch that is on, beside its knob.
const ON: (u32, u32) = (308, 155);
/// «Да, подписать».
const YES: (u32, u32) = (630, 453);
/// «Закрыть» of the waiting page.
const CLOSE: (u32, u32) = (724, 662);
/// «Открыть» of the only card.
const GO_ON: (u32, u32) = (885, 160);
/// The box of the acquaintance.
const READ: (u32, u32) = (290, 580);

const CONSENTS: &str = "Согласия";
const ASK: &str = "Подписать сведения электронной подписью?";
const REFUSED: &str = "Файл запроса не принят";
const PASSWORD: &str = "Пароль хранилища сертификатов";

#[test]
fn a_head_orders_for_himself_confirms_it_and_pays_and_a_refusal_costs_a_key_and_nothing_typed() {
    let Some(world) = World::new("journey-e-pasluga") else { return };
    let Some(mut display) = Display::open() else { return };
    world.put_certificate_on(LABEL, 20, &["--role", "head"]);
    std::fs::create_dir(world.path("temporary")).unwrap();
    let ca = SandboxClient(world.path("sandbox"));
    let mut program = steps::program(&world, "e-pasluga.toml", SOFTHSM);
    program.env("TMPDIR", world.path("temporary"));
    let window = display.start(program);

    window.wait_for(NOTIFICATIONS);
    window.press(RENEW);
    fill_in(&window);
    window.wait_for(PLACE);
    window.press(MAIN);
    make_a_key(&window);
    sign(&window);

    // As an employee he has ordered; as the head he confirms it, in the same window.
    window.wait_for_number(REQUEST, WAITING);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.picture("50-e-pasluga-waiting");
    window.click(CLOSE);
    approve(&window, REQUEST, "50-e-pasluga");
    window.click(HOME);
    window.wait_for(NOTIFICATIONS);
    window.wait_for_colour(IN_THE_FIRST_CARD, CARD);
    window.click(GO_ON);

    window.wait_for_number(REQUEST, WAITING);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    // The CA was asked a moment ago, so now it is asked at the press of the button. Then the bill is the first thing
    // that can be pressed on the page.
    let shown = world.path("temporary");
    patiently("the bill", || {
        window.press(MAIN);
        window.keys(&["Tab", "Return"]);
        window.settle();
        let folder = std::fs::read_dir(&shown).unwrap().find_map(Result::ok)?;
        std::fs::read_dir(folder.path()).unwrap().find_map(Result::ok)
    });
    window.picture("62-payment");

    press(&ca, CA, "refuse", &[("source", "request"), ("reason", "Такой ключ уже был в другом запросе")]);
    window.press(MAIN);
    window.wait_for(REFUSED);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.picture("60-refused-request");
    window.press(MAIN);
    window.wait_for(VERIFY);
    window.press(MAIN);
    unlock(&window);
    make_a_key(&window);
    sign(&window);

    window.wait_for_number(REQUEST, WAITING);
    press(&ca, CA, "approve", &[]);
    press(&ca, CA, "pay", &[]);
    window.press(MAIN);
    receive(&window);

    let orders = ca.orders_at(CA);
    let [refused, issued] = orders.as_slice() else { panic!("{orders:#?}") };
    assert_ne!(public_key(refused), public_key(issued));
    assert_eq!(issued["acknowledged"], true);
    // The refused key is gone.
    steps::has_one_new_pair(&world);
}

/// The public key of a request as the CA keeps it.
fn public_key(order: &Value) -> Vec<u8> {
    let request = STANDARD.decode(order["pkcs10"].as_str().unwrap()).unwrap();
    let request = CertReq::from_der(&request).unwrap();
    request.info.public_key.subject_public_key.raw_bytes().to_vec()
}

fn fill_in(window: &Window<'_>) {
    window.wait_for(WORKPLACE);
    window.press(MAIN);
    window.wait_for(CONSENTS);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    SWITCHES.into_iter().for_each(|switch| window.click(switch));
    for (_, y) in SWITCHES {
        window.wait_for_colour((ON.0, y), PRIMARY);
    }
    window.picture("50-e-pasluga-consents");
    window.press(MAIN);
    unlock(window);
    window.wait_for(CONTACTS);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    // The number is typed as slowly as people do: between two keys the page is drawn.
    for digit in "291234567".chars() {
        window.write(&digit.to_string());
        window.settle();
    }
    window.picture("50-e-pasluga-contacts");
    window.press(MAIN);
    window.wait_for(VERIFY);
    window.press(MAIN);
}

fn unlock(window: &Window<'_>) {
    window.wait_for(PIN_DIALOG);
    window.write(PIN);
    window.press(UNLOCK);
}

fn make_a_key(window: &Window<'_>) {
    window.wait_for(GATHER);
    let mut places = random_places();
    while window.page() == GATHER {
        window.wander(places.by_ref().take(100));
    }
    window.press(MAIN);
}

fn sign(window: &Window<'_>) {
    window.wait_for(REVIEW);
    window.press(MAIN);
    window.wait_for(ASK);
    window.press(YES);
}

fn receive(window: &Window<'_>) {
    window.wait_for(ACCEPT);
    window.wait_for_colour(ACCEPT_CARD, CARD);
    window.picture("63-store");
    // Behind two buttons.
    window.keys(&["Tab", "Tab", "Tab", "Return"]);
    window.wait_for(PASSWORD);
    window.picture("63-store-password");
    window.keys(&["Escape"]);
    window.wait_for(ACCEPT);
    window.wait_for_colour(ACCEPT_CARD, CARD);
    window.click(READ);
    window.press(MAIN);
    window.wait_for(BACKUP);
    window.press(MAIN);
    window.wait_for(DONE);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.picture("50-e-pasluga-done");
}
