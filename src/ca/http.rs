//! An HTTP exchange as data: what is sent, what comes back, and what a refusal means. No network here.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use time::Duration;
use zeroize::Zeroizing;

use crate::domain::moment::Moment;
use crate::domain::secret::Pin;
use crate::fault::{Fault, SupportCode};

/// A call that carries this header may be sent again: the server answers repetitions the same.
pub(super) const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// Where a piece of a file begins. A piece may be sent again: it goes to the same place.
pub(super) const UPLOAD_OFFSET: &str = "Upload-Offset";

/// Longest answer unless a call says otherwise, in bytes. A certificate with its chain has less than a hundredth.
pub(super) const LONGEST_ANSWER: usize = 1 << 20;

/// Fact of an unreachable or slow server: how far an exchange had come.
pub(super) const PHASE: &str = "phase";

/// Value of [`PHASE`]: nothing was sent yet.
pub(super) const CONNECTING: &str = "connecting";

/// Fact of an unreachable server: why the connection could not be made.
pub const CAUSE: &str = "cause";
/// Value of [`CAUSE`]: nobody knows the name of the server.
pub const NAME: &str = "name";
/// Value of [`CAUSE`]: the connection was refused.
pub const REFUSED: &str = "refused";
/// Value of [`CAUSE`]: the proxy did not let it through.
pub const PROXY: &str = "proxy";

/// Shortest and longest time a server may ask us to wait, in seconds.
const RETRY_AFTER: (i64, i64) = (1, 86_400);

/// Longest explanation of a server that is shown, in characters.
const DETAIL: usize = 500;

/// The methods in use (RFC 9110 9.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

/// One request. There is no `Debug`: it may carry secrets, which are wiped with it.
pub(super) struct Call {
    /// Method.
    pub method: Method,
    /// Path below the endpoint of the profile, with its slash.
    pub path: String,
    /// Headers besides `Authorization`.
    pub headers: Vec<(&'static str, String)>,
    /// Value of `Authorization`.
    pub authorization: Option<Zeroizing<String>>,
    /// Body; empty for none.
    pub body: Zeroizing<Vec<u8>>,
    /// Longest answer that is read, in bytes.
    pub longest: usize,
}

impl Call {
    /// A request without headers and body.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            headers: Vec::new(),
            authorization: None,
            body: Zeroizing::default(),
            longest: LONGEST_ANSWER,
        }
    }

    /// Adds a header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Shows the token of a session, if there is one (RFC 6750 2.1).
    pub fn bearer(mut self, token: Option<&Zeroizing<String>>) -> Self {
        self.authorization = token.map(|token| joined("Bearer ", token));
        self
    }

    /// Shows login and password (RFC 7617 2).
    pub fn basic(mut self, login: &str, password: &Pin) -> Self {
        let pair = joined(&format!("{login}:"), password.reveal());
        self.authorization = Some(joined("Basic ", &Zeroizing::new(STANDARD.encode(pair.as_bytes()))));
        self
    }

    /// Sets the body and its type.
    pub fn body(mut self, media_type: &str, body: Vec<u8>) -> Self {
        self.body = Zeroizing::new(body);
        self.header("Content-Type", media_type)
    }

    /// Sending it twice does no more than sending it once.
    pub fn may_be_repeated(&self) -> bool {
        let has = |wanted: &str| self.headers.iter().any(|(name, _)| *name == wanted);
        match self.method {
            Method::Get | Method::Put => true,
            Method::Patch if has(UPLOAD_OFFSET) => true,
            Method::Post | Method::Patch | Method::Delete => has(IDEMPOTENCY_KEY),
        }
    }
}

/// Two texts as one, without a copy of the second that is not wiped.
fn joined(first: &str, second: &str) -> Zeroizing<String> {
    let mut whole = Zeroizing::new(String::with_capacity(first.len() + second.len()));
    whole.push_str(first);
    whole.push_str(second);
    whole
}

/// One response, complete.
#[derive(Clone, Default)]
pub(super) struct Answer {
    /// Status code.
    pub status: u16,
    /// `Content-Type` without parameters, in lower case.
    pub media_type: String,
    /// `Retry-After` as sent.
    pub retry_after: Option<String>,
    /// `Date`: the clock of the server.
    pub date: Option<Moment>,
    /// Body. It may hold secrets and is wiped.
    pub body: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({}, {}, {} bytes)", self.status, self.media_type, self.body.len())
    }
}

impl Answer {
    /// The status tells success (RFC 9110 15.3).
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Seconds until it is polite to ask again: both forms of `Retry-After` (RFC 9110 10.2.3), between one
    /// second and a day. A date is taken relative to the server's own clock where it told it, else to `now`.
    /// `None` for nonsense and for dates gone by.
    pub fn retry_after(&self, now: Moment) -> Option<u32> {
        let value = self.retry_after.as_deref()?.trim();
        let seconds = if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
            value.parse().unwrap_or(i64::MAX)
        } else {
            let at = Moment::from(httpdate::parse_http_date(value).ok()?);
            let wait = at - self.date.unwrap_or(now);
            if wait <= Duration::ZERO {
                return None;
            }
            wait.whole_seconds()
        };
        u32::try_from(seconds.clamp(RETRY_AFTER.0, RETRY_AFTER.1)).ok()
    }

    /// What a status other than success means when the protocol knows nothing better.
    ///
    /// `CaBusy` with `retry-after`, `CaFailed` and `CaRefused` with `status` and `detail`, `CaGarbage` for
    /// what is no answer to us (redirects, interim responses).
    pub fn refusal(&self, detail: &str, now: Moment) -> Fault {
        match self.status {
            429 | 503 => {
                let fault = Fault::new(SupportCode::CaBusy).with("status", self.status);
                match self.retry_after(now) {
                    Some(seconds) => fault.with("retry-after", seconds),
                    None => fault,
                }
            }
            401 => Fault::new(SupportCode::CaSignIn).with("detail", detail),
            400..500 => self.told(SupportCode::CaRefused, detail),
            500..600 => self.told(SupportCode::CaFailed, detail),
            status => garbage(format!("HTTP {status}")),
        }
    }

    /// The explanation for people, if the body is plain text; pages meant for browsers say nothing useful.
    pub fn plain_text(&self) -> String {
        if self.media_type == "text/plain" {
            for_people(&String::from_utf8_lossy(&self.body))
        } else {
            String::new()
        }
    }

    fn told(&self, code: SupportCode, detail: &str) -> Fault {
        Fault::new(code).with("status", self.status).with("detail", detail)
    }
}

/// Sends a call and brings the whole answer. Statuses are left to the protocol; everything else that goes
/// wrong is a [`Fault`].
pub(super) trait Transport: Send {
    /// Blocks until the answer is there or the time is up.
    fn send(&mut self, call: &Call) -> Result<Answer, Fault>;
}

/// An answer that cannot be used.
pub(super) fn garbage(detail: impl std::fmt::Display) -> Fault {
    Fault::new(SupportCode::CaGarbage).with("detail", detail)
}

/// Text of a server made fit for a screen: one line, no control characters, not endless.
pub(super) fn for_people(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(DETAIL).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use time::macros::datetime;

    const NOW: Moment = datetime!(2026-03-01 12:00 UTC);

    fn answer(status: u16, retry_after: &str) -> Answer {
        Answer { status, retry_after: Some(retry_after.to_owned()), ..Answer::default() }
    }

    #[test]
    fn both_forms_of_retry_after_are_understood_and_kept_within_a_day() {
        for (value, expected) in [
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("0", Some(1)),
            ("99999999999999999999999", Some(86_400)),
            ("Sun, 01 Mar 2026 12:05:00 GMT", Some(300)),
            ("Sun, 01 Mar 2099 12:05:00 GMT", Some(86_400)),
            ("Sun, 01 Mar 2026 11:59:00 GMT", None),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(answer(503, value).retry_after(NOW), expected, "{value:?}");
        }
    }

    #[test]
    fn a_wrong_clock_of_ours_does_not_spoil_a_date_of_the_server() {
        let answer = Answer {
            date: Some(datetime!(2030-01-01 0:00 UTC)),
            ..answer(503, "Tue, 01 Jan 2030 00:01:00 GMT")
        };
        assert_eq!(answer.retry_after(NOW), Some(60));
    }

    #[test]
    fn a_refusal_is_told_from_a_failure_and_from_a_busy_server() {
        use SupportCode::*;
        for (status, code) in [
            (302, CaGarbage),
            (400, CaRefused),
            (401, CaSignIn),
            (429, CaBusy),
            (500, CaFailed),
            (503, CaBusy),
        ] {
            assert_eq!(answer(status, "30").refusal("", NOW).code, code, "{status}");
        }
        assert_eq!(answer(503, "30").refusal("", NOW).fact("retry-after"), Some("30"));
        let refused = answer(403, "").refusal("нет", NOW);
        assert_eq!((refused.fact("status"), refused.fact("detail")), (Some("403"), Some("нет")));
    }

    #[test]
    fn text_of_the_server_comes_as_one_short_line() {
        assert_eq!(for_people(" a\r\n\tb\u{1b}[31m "), "a b [31m");
        assert_eq!(for_people(&"я".repeat(9_999)).chars().count(), DETAIL);
    }

    #[test]
    fn only_what_does_no_harm_twice_may_be_repeated() {
        assert!(Call::new(Method::Get, "/").may_be_repeated());
        assert!(Call::new(Method::Post, "/").header(IDEMPOTENCY_KEY, "a").may_be_repeated());
        assert!(!Call::new(Method::Post, "/").may_be_repeated());
        assert!(!Call::new(Method::Delete, "/").may_be_repeated());
        assert!(Call::new(Method::Put, "/").may_be_repeated());
        assert!(Call::new(Method::Patch, "/").header(UPLOAD_OFFSET, "0").may_be_repeated());
        assert!(!Call::new(Method::Patch, "/").may_be_repeated());
    }

    #[test]
    fn login_and_password_travel_as_the_standard_says() {
        // RFC 7617 2 and 2.1.
        for (login, password, expected) in [
            ("Aladdin", "open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
            ("test", "123\u{a3}", "Basic dGVzdDoxMjPCow=="),
        ] {
            let call = Call::new(Method::Get, "/").basic(login, &Pin::new(password.to_owned()));
            assert_eq!(call.authorization.unwrap().as_str(), expected);
        }
    }

    #[test]
    fn an_answer_shows_nothing_of_its_content() {
        let answer = Answer { body: Zeroizing::new(b"password".to_vec()), ..Answer::default() };
        assert!(!format!("{answer:?}").contains("112, 97") && !format!("{answer:?}").contains("pass"));
    }
}
