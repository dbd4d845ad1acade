//! A headless Chromium, driven by WebDriver (W3C): clicks, keys, what the page shows.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use renewal_master::domain::certificate::Certificate;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const DRIVER: &str = "/usr/bin/chromedriver";
const BROWSER: &str = "/usr/bin/chromium";
/// Longest wait for something to appear.
const PATIENCE: Duration = Duration::from_secs(20);
/// Name of an element in messages of WebDriver.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with an empty profile; gone when it is dropped.
pub struct Browser {
    driver: Child,
    http: reqwest::blocking::Client,
    session: String,
    profile: PathBuf,
}

impl Browser {
    /// Starts it. It takes the one TLS certificate given and no other that it does not know. `None`, with the reason
    /// printed, when Chromium is not installed.
    pub fn open(name: &str, http: reqwest::blocking::Client, tls: &Path) -> Option<Self> {
        if let Some(absent) = [DRIVER, BROWSER].into_iter().find(|program| !Path::new(program).exists()) {
            eprintln!("skipped: {absent} is not installed");
            return None;
        }
        let profile = std::env::temp_dir().join(format!("renewal-browser-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&profile);
        std::fs::create_dir_all(&profile).unwrap();
        let mut driver = Command::new(DRIVER)
            .arg("--port=0")
            .env("HOME", &profile)
            .env("TZ", "Europe/Moscow")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let port = port_of(&mut driver);
        let certificate = Certificate::from_pem(&std::fs::read_to_string(tls).unwrap()).unwrap();
        let pin = Sha256::digest(certificate.spki_der());
        let pin = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, pin);
        let mut arguments: Vec<String> = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-extensions",
            "--no-first-run",
            "--no-proxy-server",
            "--hide-scrollbars",
            "--window-size=1000,1000",
        ]
        .map(str::to_owned)
        .into();
        arguments.push(format!("--ignore-certificate-errors-spki-list={pin}"));
        arguments.push(format!("--user-data-dir={}", profile.join("profile").display()));
        let options = json!({"binary": BROWSER, "args": arguments});
        let wanted = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}});
        let mut browser = Self { driver, http, session: format!("http://127.0.0.1:{port}/session"), profile };
        let session = browser.ask(Method::POST, "", &wanted);
        browser.session = format!("{}/{}", browser.session, session["sessionId"].as_str().unwrap());
        Some(browser)
    }

    /// Opens a page.
    pub fn go(&self, url: &str) {
        let _ = self.ask(Method::POST, "/url", &json!({"url": url}));
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        self.ask(Method::GET, "/url", &Value::Null).as_str().unwrap().to_owned()
    }

    /// What the first element of this kind says, as soon as there is one.
    pub fn text(&self, css: &str) -> String {
        self.until(css, |element| {
            let text = self.tell(Method::GET, &format!("/element/{element}/text"), &Value::Null).ok()?;
            Some(text.as_str().unwrap().to_owned())
        })
    }

    /// An attribute of the first element of this kind.
    pub fn attribute(&self, css: &str, name: &str) -> String {
        self.until(css, |element| {
            let path = format!("/element/{element}/attribute/{name}");
            self.tell(Method::GET, &path, &Value::Null).ok()?.as_str().map(str::to_owned)
        })
    }

    /// How many elements of this kind there are now.
    pub fn count(&self, css: &str) -> usize {
        let found = self.ask(Method::POST, "/elements", &json!({"using": "css selector", "value": css}));
        found.as_array().unwrap().len()
    }

    /// Clicks the first element of this kind.
    pub fn click(&self, css: &str) {
        self.until(css, |element| {
            self.tell(Method::POST, &format!("/element/{element}/click"), &json!({})).ok().map(drop)
        });
    }

    /// Types into the first element of this kind.
    pub fn write(&self, css: &str, text: &str) {
        self.until(css, |element| {
            let path = format!("/element/{element}/value");
            self.tell(Method::POST, &path, &json!({"text": text})).ok().map(drop)
        });
    }

    /// Waits until an attribute of the first element of this kind is this.
    pub fn wait_for_attribute(&self, css: &str, name: &str, expected: &str) {
        let begun = Instant::now();
        while self.attribute(css, name) != expected {
            assert!(begun.elapsed() < PATIENCE, "{css} stays at «{}»", self.attribute(css, name));
        }
    }

    /// Waits until the first element of this kind says something else.
    pub fn wait_for_change(&self, css: &str, before: &str) {
        let begun = Instant::now();
        while self.text(css) == before {
            assert!(begun.elapsed() < PATIENCE, "{css} still says «{before}»");
        }
    }

    /// Goes to the end of the page.
    pub fn scroll_down(&self) {
        let script = json!({"script": "window.scrollTo(0, document.body.scrollHeight)", "args": []});
        let _ = self.ask(Method::POST, "/execute/sync", &script);
    }

    /// Draws the page into `docs/screens`, if the pictures of the README are wanted (`JOURNEY_PICTURES`).
    pub fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("JOURNEY_PICTURES") else { return };
        let picture = self.ask(Method::GET, "/screenshot", &Value::Null);
        let engine = base64::engine::general_purpose::STANDARD;
        let bytes = base64::Engine::decode(&engine, picture.as_str().unwrap()).unwrap();
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), bytes).unwrap();
    }

    /// Tries with the first element of this kind until it works: a page may be on its way.
    fn until<T>(&self, css: &str, act: impl Fn(&str) -> Option<T>) -> T {
        let begun = Instant::now();
        let wanted = json!({"using": "css selector", "value": css});
        loop {
            let element = self.tell(Method::POST, "/element", &wanted);
            let element = element.map(|found| found[ELEMENT].as_str().unwrap().to_owned());
            if let Some(done) = element.ok().and_then(|element| act(&element)) {
                return done;
            }
            assert!(begun.elapsed() < PATIENCE, "nothing can be done with {css} on {}", self.address());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn ask(&self, method: Method, path: &str, message: &Value) -> Value {
        self.tell(method, path, message).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn tell(&self, method: Method, path: &str, message: &Value) -> Result<Value, Value> {
        let call = self.http.request(method.clone(), format!("{}{path}", self.session));
        let call = if method == Method::POST { call.json(message) } else { call };
        let response = call.timeout(Duration::from_secs(60)).send().unwrap();
        let good = response.status().is_success();
        let mut answer: Value = response.json().unwrap();
        let value = answer["value"].take();
        if good { Ok(value) } else { Err(value) }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ends the browser; the driver by its own process id.
        let _ = self.http.delete(&self.session).timeout(Duration::from_secs(20)).send();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// The driver tells its port in one of its first lines.
fn port_of(driver: &mut Child) -> u16 {
    let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let mut told = lines
        .map_while(Result::ok)
        .filter_map(|line| line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok());
    told.next().unwrap_or_else(|| panic!("the driver did not start"))
}
