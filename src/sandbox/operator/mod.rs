//! The operator's page: the other side of the portal for a person with a browser, in plain HTML forms.
//!
//! Nothing of a request is markup, nothing runs in the browser, and a form counts only with the token that this page
//! gave out: another site cannot press its buttons.

mod card;
mod form;
mod list;
mod page;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use ring::rand::{SecureRandom, SystemRandom};

use crate::domain::portal::Problem;
use crate::fault::{Fault, SupportCode};
use crate::sandbox::clock::Clock;
use crate::sandbox::portal::{House, Shared, open};
use form::Form;

/// Looks texts up by their names.
pub type Texts = Arc<dyn Fn(&str) -> String + Send + Sync>;

/// Longest form in bytes.
const LIMIT: usize = 64 << 10;
/// What no answer goes without. Scripts, frames and other hosts are out of the question.
const HEADERS: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// What all pages share.
pub struct Office {
    house: House,
    clock: Clock,
    texts: Texts,
    /// Goes into every form and must come back.
    token: String,
    /// The only name this server answers to, so that no other site can pass for it.
    host: String,
}

impl Office {
    /// A text by its name.
    pub fn text(&self, id: &str) -> String {
        (self.texts)(id)
    }

    fn desk(&self, scheme: &str) -> Option<&Shared> {
        self.house.iter().find(|desk| open(desk).is_ok_and(|desk| desk.scheme().id == scheme))
    }
}

type Shop = Arc<Office>;

/// All pages.
///
/// # Errors
/// `Internal` without randomness.
pub fn router(house: House, clock: Clock, texts: Texts, address: SocketAddr) -> Result<Router, Fault> {
    let mut token = [0; 16];
    let filled = SystemRandom::new().fill(&mut token);
    filled.map_err(|_| Fault::new(SupportCode::Internal).with("detail", "no randomness"))?;
    let office =
        Arc::new(Office { house, clock, texts, token: hex::encode(token), host: address.to_string() });
    let router = Router::new()
        .route("/", get(all))
        .route("/style.css", get(style))
        .route("/requests/{scheme}/{id}", get(one))
        .route("/requests/{scheme}/{id}/files/{digest}", get(file))
        .route("/requests/{scheme}/{id}/bill", get(bill))
        .route("/requests/{scheme}/{id}/{action}", post(act))
        .route("/clock/next-day", post(next_day))
        .layer(from_fn_with_state(office.clone(), guard))
        .layer(DefaultBodyLimit::max(LIMIT))
        .with_state(office);
    Ok(router)
}

/// Only this computer by its own name; and the same headers on every answer.
async fn guard(State(office): State<Shop>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let port = office.host.rsplit(':').next().unwrap_or_default();
    let known = host.is_some_and(|host| host == office.host || host == format!("localhost:{port}"));
    let mut response =
        if known { next.run(request).await } else { StatusCode::MISDIRECTED_REQUEST.into_response() };
    for (name, value) in HEADERS {
        let _ = response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn all(State(office): State<Shop>) -> Response {
    shown(list::page(&office))
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("style.css")).into_response()
}

async fn one(State(office): State<Shop>, Path((scheme, id)): Path<(String, String)>) -> Response {
    shown(card::page(&office, &scheme, &id, None))
}

async fn file(
    State(office): State<Shop>,
    Path((scheme, id, digest)): Path<(String, String, String)>,
) -> Response {
    let found = office.desk(&scheme).and_then(|desk| {
        let desk = open(desk).ok()?;
        let draft = desk.order(&id).ok()?.draft.clone()?;
        desk.file(&draft, &digest).ok()
    });
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        // Whatever a holder has sent is saved, never shown.
        (header::CONTENT_DISPOSITION, "attachment"),
    ];
    found.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |bytes| (headers, bytes).into_response())
}

async fn bill(State(office): State<Shop>, Path((scheme, id)): Path<(String, String)>) -> Response {
    let found = office.desk(&scheme).and_then(|desk| open(desk).and_then(|desk| desk.bill(&id)).ok());
    let headers = [(header::CONTENT_TYPE, "application/pdf")];
    found.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |bytes| (headers, bytes).into_response())
}

async fn act(
    State(office): State<Shop>,
    Path((scheme, id, action)): Path<(String, String, String)>,
    body: String,
) -> Response {
    let form = Form::parse(&body);
    if !form.is_from(&office.token) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(desk) = office.desk(&scheme) else { return StatusCode::NOT_FOUND.into_response() };
    let acted = match open(desk) {
        Ok(mut desk) => match action.as_str() {
            "check" => desk.pass_check(&id),
            "approve" => desk.approve(&id),
            "pay" => desk.pay(&id),
            "issue" => desk.issue_now(&id),
            "refuse" => match form.refusal() {
                Some(refusal) => desk.refuse(&id, refusal),
                None => return StatusCode::UNPROCESSABLE_ENTITY.into_response(),
            },
            "word" => {
                let fits = desk.word_fits(&id, form.value("word"));
                drop(desk);
                return shown(card::page(&office, &scheme, &id, Some(fits == Some(true))));
            }
            _ => return StatusCode::NOT_FOUND.into_response(),
        },
        Err(problem) => Err(problem),
    };
    match acted {
        // Seen again by GET: a reload presses no button twice.
        Ok(()) => Redirect::to(&format!("/requests/{scheme}/{id}")).into_response(),
        Err(problem) => shown(Err(problem)),
    }
}

async fn next_day(State(office): State<Shop>, body: String) -> Response {
    if !Form::parse(&body).is_from(&office.token) {
        return StatusCode::FORBIDDEN.into_response();
    }
    match office.clock.next_working_day() {
        Ok(()) => Redirect::to("/").into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn shown(page: Result<String, Problem>) -> Response {
    match page {
        Ok(page) => Html(page).into_response(),
        Err(problem) => {
            let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, Html(page::trouble(&problem.detail))).into_response()
        }
    }
}
