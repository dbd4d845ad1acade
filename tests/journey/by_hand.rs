//! A portal that only a browser reaches, in a real window: the request goes there as a file, the certificate comes back
//! as one. OpenSSL plays the authority.

use crate::display::{Display, PRIMARY, Window};
use crate::long::{CONTENT, MAIN_TOP, OFFICE, WORKPLACE, next};
use crate::steps;
use crate::world::{SOFTHSM, World};
use crate::{CARD, IN_THE_FIRST_CARD, NOTIFICATIONS, TO_THE_FIRST_CARD, TO_THE_MAIN_BUTTON};

const SAVE: &str = "Куда записать файл запроса";
const TAKE: &str = "Загрузите запрос на портал и принесите сертификат";
/// What stands below the field when a file is refused: width, height, left, top.
const HINT: (u32, u32, u32, u32) = (600, 30, 300, 440);

#[test]
fn a_request_file_is_carried_to_a_portal_and_the_certificate_brought_back_days_later() {
    let Some(world) = World::new("journey-by-hand") else { return };
    let Some(mut display) = Display::open() else { return };
    world.put_certificate(30);
    let profile = std::fs::read_to_string("assets/profiles/treasury-file.toml").unwrap();
    std::fs::write(world.path("sandbox/treasury-file.toml"), profile.replace("example-root.pem", "root.pem"))
        .unwrap();

    let window = display.start(steps::program(&world, "treasury-file.toml", SOFTHSM));
    steps::renew_the_first(&window);
    until_the_key(&window);
    window.wait_for(SAVE);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.picture("65-request-file");
    window.keys(&TO_THE_MAIN_BUTTON);
    window.wait_for(TAKE);
    window.close();

    let certificate = certify(&world);
    let window = display.start(steps::program(&world, "treasury-file.toml", SOFTHSM));
    window.wait_for(NOTIFICATIONS);
    window.wait_for_colour(IN_THE_FIRST_CARD, CARD);
    window.picture("65-request-waits");
    window.keys(&TO_THE_FIRST_CARD);
    window.wait_for(TAKE);
    window.picture("65-certificate-file");
    // The certificate of the authority lies beside, and is not ours.
    let before = window.checksum(HINT);
    window.write(world.path("sandbox/issuing.pem").to_str().unwrap());
    window.keys(&["Return"]);
    window.wait_for_other(HINT, &before);
    window.picture("65-certificate-refused");
    window.keys(&["ctrl+a"]);
    window.write(&certificate);
    window.keys(&["Return"]);
    steps::unlock(&window);

    steps::accept(&window);
    steps::back_up(&window);
    steps::has_one_new_pair(&world);
}

fn until_the_key(window: &Window<'_>) {
    window.wait_for(WORKPLACE);
    next(window);
    steps::snils(window);
    window.wait_for(OFFICE);
    window.write("москв");
    window.keys(&["Return", "Return"]);
    window.wait_for(CONTENT);
    next(window);
    steps::verify(window);
    steps::place(window);
    steps::gather(window);
    steps::unlock(window);
}

/// What the authority makes of the request, with its own certificate behind it.
fn certify(world: &World) -> String {
    let path = |name: &str| world.path(name).display().to_string();
    let (request, made, both) = (path("home/backup/request.req"), path("made.pem"), path("new.p7b"));
    let (issuer, key, extensions) =
        (path("sandbox/issuing.pem"), path("sandbox/issuing.key"), path("extensions"));
    std::fs::write(&extensions, "authorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n").unwrap();
    let what = ["x509", "-req", "-inform", "DER", "-in", &request, "-CA", &issuer, "-CAkey", &key];
    let how = ["-days", "456", "-copy_extensions", "copyall", "-extfile", &extensions, "-out", &made];
    world.tool("openssl", what.into_iter().chain(how));
    let chain =
        ["crl2pkcs7", "-nocrl", "-certfile", &made, "-certfile", &issuer, "-outform", "DER", "-out", &both];
    world.tool("openssl", chain);
    both
}
