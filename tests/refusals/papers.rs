//! What is sent to the CA, as openssl sees it: the signed package and the signed acknowledgement.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::case::Case;
use crate::gate::{Gate, Hold};

#[test]
fn openssl_verifies_the_package_and_the_acknowledgement_as_signed_by_the_old_certificate() {
    let Some(case) = Case::new("papers") else { return };
    let gate = Gate::open(&case.ca, Hold::Nothing);
    let outcome = case.finishes(case.with_profile(case.renew(), |profile| gate.instead(&profile)));

    let file = |name: &str| case.world.path(name).to_str().unwrap().to_owned();
    let sent = |path: &str, field: &str| {
        let body: Value = serde_json::from_str(&gate.body_of(path)).unwrap();
        let der = STANDARD.decode(body[field].as_str().unwrap()).unwrap();
        std::fs::write(file(field), der).unwrap();
        file(field)
    };
    let verify = |signed: &str, more: &[&str]| {
        let (signer, content, trusted) = (file("signer.pem"), file("content"), file("anchors.pem"));
        let anchors = ["root.pem", "issuing.pem"].map(|name| case.ca.file(name)).concat();
        std::fs::write(&trusted, anchors).unwrap();
        let mut arguments = vec!["cms", "-verify", "-inform", "DER", "-in", signed, "-binary"];
        arguments.extend(["-CAfile", &trusted, "-purpose", "any"]);
        arguments.extend(["-signer", &signer, "-out", &content]);
        arguments.extend(more);
        case.world.tool("openssl", arguments);
        let serial = case.world.tool("openssl", ["x509", "-in", &signer, "-serial", "-noout"]);
        (std::fs::read(content).unwrap(), serial)
    };

    let copied = |extension: &str| {
        let mut files = outcome["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap());
        files.rfind(|file| file.ends_with(extension)).unwrap().to_owned()
    };
    let (request, signer) = verify(&sent("/v1/requests", "package"), &[]);
    assert_eq!(request, std::fs::read(copied(".p10")).unwrap(), "the package holds the request");
    let certificate = copied(".cer");
    let receipt = sent("/acknowledgement", "receipt");
    let (content, signer_of_receipt) = verify(&receipt, &["-content", &certificate]);
    assert_eq!(content, std::fs::read(&certificate).unwrap(), "the acknowledgement is of the certificate");
    assert_eq!(signer, signer_of_receipt);
    assert!(!signer.contains(outcome["serial"].as_str().unwrap()), "signed by the new one: {signer}");
    case.nothing_is_lost();
}
