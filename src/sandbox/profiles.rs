//! The profiles of the sandbox: those of the program, with its own address and root.

use std::path::Path;

use crate::fault::Fault;
use crate::sandbox::authority::write_private;
use crate::sandbox::scheme::{SCHEMES, Scheme};

/// The profiles that come with the program, in the order of [`SCHEMES`].
const BUILT_IN: [&str; 3] = [
    include_str!("../../assets/profiles/operator.toml"),
    include_str!("../../assets/profiles/treasury.toml"),
    include_str!("../../assets/profiles/e-pasluga.toml"),
];

/// Keys that the sandbox sets itself; all of them stand before the first table.
const OWN: [&str; 6] = ["endpoint", "second_endpoint", "page", "tls_anchors", "anchors", "training"];

/// Writes the profiles of all CAs.
///
/// # Errors
/// `DiskDenied`, `DiskFull`.
pub fn write(folder: &Path, address: &str) -> Result<(), Fault> {
    for (scheme, text) in SCHEMES.iter().zip(BUILT_IN) {
        write_private(&folder.join(file_name(scheme.id)), &adapt(text, scheme, address))?;
    }
    Ok(())
}

/// Name of the file of a profile; the first CA had the folder for itself once.
pub fn file_name(id: &str) -> String {
    if id == SCHEMES[0].id { "profile.toml".to_owned() } else { format!("{id}.toml") }
}

/// The same profile at this address. Everything else stays as it stands, comments included.
fn adapt(text: &str, scheme: &Scheme, address: &str) -> String {
    let endpoint = format!("{address}{}", scheme.base);
    let mut adapted = format!(
        "endpoint = \"{endpoint}\"\npage = \"{endpoint}/page\"\ntls_anchors = [\"root.pem\"]\nanchors = [\"root.pem\"]\n\
         training = true\n"
    );
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let mut item = line.to_owned();
        if line.starts_with('[') {
            // The first table: nothing behind it is the sandbox's.
            adapted.extend([line].into_iter().chain(lines).flat_map(|line| [line, "\n"]));
            break;
        }
        // A list or a text may go on over several lines.
        while toml::from_str::<toml::Table>(&item).is_err() {
            let Some(more) = lines.next() else { break };
            item = item + "\n" + more;
        }
        let key = line.split('=').next().unwrap_or_default().trim();
        if !OWN.contains(&key) {
            adapted.extend([&item, "\n"]);
        }
    }
    adapted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_keeps_everything_but_address_and_roots() {
        let text = "# Кто\nid = \"x\"\nendpoint = \"https://a.example\"\nanchors = [\n\"a.pem\",\n  \"b.pem\",\n]\n\
            second_endpoint = \"https://b.example\"\ntraining = false\ntitle = \"Т\"\n[forms]\npage = \"https://c.example\"\n";
        let adapted = adapt(text, &SCHEMES[1], "https://127.0.0.1:1");
        let expected = "endpoint = \"https://127.0.0.1:1/treasury\"\npage = \"https://127.0.0.1:1/treasury/page\"\n\
            tls_anchors = [\"root.pem\"]\nanchors = [\"root.pem\"]\ntraining = true\n# Кто\nid = \"x\"\ntitle = \"Т\"\n\
            [forms]\npage = \"https://c.example\"\n";
        assert_eq!(adapted, expected);
    }
}
