//! The routes of the portal protocol (`docs/portal.yaml`), once for every CA of the sandbox.

mod answer;
mod misbehave;
mod page;

use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::domain::portal::{
    Acknowledgement, CodeWord, Contacts, DraftBody, HolderQuery, Problem, ProblemCode, RegisterQuery,
    Request as Package, SignIn, SignedDecision, UPLOAD_OFFSET,
};
use crate::sandbox::desk::{Desk, Piece, problem};
use crate::sandbox::faults::Faults;
use answer::{Message, Names, Token, answer, text};

/// Largest request.
const LIMIT: usize = 1 << 20;

const IDEMPOTENCY_KEY: &str = "idempotency-key";
const UPLOAD_LENGTH: &str = "upload-length";

/// A desk as its routes share it.
pub type Shared = Arc<Mutex<Desk>>;

/// All desks.
pub type House = Arc<Vec<Shared>>;

/// All routes of all CAs.
pub fn router(house: House) -> Router {
    let mut routes = Router::new();
    for desk in house.iter() {
        let base = lock(desk).scheme().base;
        let served = of_one(desk.clone());
        routes = if base.is_empty() { routes.merge(served) } else { routes.nest(base, served) };
    }
    routes
        .layer(from_fn_with_state(house.clone(), misbehave::misbehave))
        .route("/sandbox/faults", put(faults).with_state(house))
        .fallback(nothing)
        .method_not_allowed_fallback(no_method)
        .layer(DefaultBodyLimit::max(LIMIT))
}

fn of_one(desk: Shared) -> Router {
    Router::new()
        .route("/v1/holder", post(holder))
        .route("/v1/challenge", post(challenge))
        .route("/v1/session", post(sign_in))
        .route("/v1/register", post(register))
        .route("/v1/drafts", post(open_draft).get(list_drafts))
        .route("/v1/drafts/{id}", get(draft).put(save_draft).delete(drop_draft))
        .route("/v1/drafts/{id}/code-word", put(code_word))
        .route("/v1/drafts/{id}/files/{digest}", get(received).patch(upload))
        .route("/v1/requests", post(submit))
        .route("/v1/requests/{id}", get(status).delete(withdraw))
        .route("/v1/requests/{id}/certificate", get(certificate))
        .route("/v1/requests/{id}/acknowledgement", post(acknowledge))
        .route("/v1/requests/{id}/bill", get(bill))
        .route("/v1/requests/{id}/contacts", put(contacts))
        .route("/v1/requests/{id}/store", get(store))
        .route("/v1/store/certificate", get(stored))
        .route("/v1/approvals", get(approvals))
        .route("/v1/approvals/{id}", get(approval))
        .route("/v1/approvals/{id}/files/{digest}", get(approval_file))
        .route("/v1/approvals/{id}/decision", post(decide))
        .route("/page", get(page::front))
        .route("/page/{id}", get(page::one))
        .method_not_allowed_fallback(no_method)
        .with_state(desk)
}

/// A poisoned lock means that a request panicked; the lists themselves are written atomically.
pub fn lock(desk: &Shared) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Makes every desk misbehave from now on.
pub fn set_faults(house: &House, faults: &Faults) {
    for desk in house.iter() {
        lock(desk).faults = faults.clone();
    }
}

/// The desk, after everything has happened that the clock brought about.
pub fn open(desk: &Shared) -> Result<MutexGuard<'_, Desk>, Problem> {
    let mut desk = lock(desk);
    desk.tick()?;
    Ok(desk)
}

async fn holder(State(desk): State<Shared>, Message(query): Message<HolderQuery>) -> Response {
    answer(open(&desk).and_then(|desk| desk.holder(&query)).map(Json))
}

async fn challenge(State(desk): State<Shared>) -> Response {
    answer(open(&desk).and_then(|mut desk| desk.challenge()).map(Json))
}

async fn sign_in(State(desk): State<Shared>, Message(body): Message<SignIn>) -> Response {
    answer(open(&desk).and_then(|mut desk| desk.sign_in(&body.proof)).map(Json))
}

async fn register(State(desk): State<Shared>, Message(query): Message<RegisterQuery>) -> Response {
    answer(open(&desk).and_then(|desk| desk.register(&query)).map(Json))
}

async fn open_draft(
    State(desk): State<Shared>,
    token: Token,
    headers: HeaderMap,
    Message(body): Message<DraftBody>,
) -> Response {
    let key = text(&headers, IDEMPOTENCY_KEY);
    if key.as_deref().is_some_and(|key| !is_key(key)) {
        return answer::<()>(Err(problem(ProblemCode::BadRequest, 400, "Idempotency-Key записан не так")));
    }
    let opened = open(&desk).and_then(|mut desk| desk.open_draft(&token.0, key, body));
    answer(opened.map(|draft| (StatusCode::CREATED, Json(draft))))
}

async fn list_drafts(State(desk): State<Shared>, token: Token) -> Response {
    answer(open(&desk).and_then(|desk| desk.list_drafts(&token.0)).map(Json))
}

async fn draft(State(desk): State<Shared>, token: Token, Names(id): Names<String>) -> Response {
    answer(open(&desk).and_then(|desk| desk.draft(&token.0, &id)).map(Json))
}

async fn save_draft(
    State(desk): State<Shared>,
    token: Token,
    Names(id): Names<String>,
    Message(body): Message<DraftBody>,
) -> Response {
    done(open(&desk).and_then(|mut desk| desk.save_draft(&token.0, &id, body)))
}

async fn drop_draft(State(desk): State<Shared>, token: Token, Names(id): Names<String>) -> Response {
    done(open(&desk).and_then(|mut desk| desk.drop_draft(&token.0, &id)))
}

async fn code_word(
    State(desk): State<Shared>,
    token: Token,
    Names(id): Names<String>,
    Message(word): Message<CodeWord>,
) -> Response {
    done(open(&desk).and_then(|mut desk| desk.code_word(&token.0, &id, &word)))
}

async fn received(
    State(desk): State<Shared>,
    token: Token,
    Names((id, digest)): Names<(String, String)>,
) -> Response {
    answer(open(&desk).and_then(|desk| desk.received(&token.0, &id, &digest)).map(Json))
}

async fn upload(
    State(desk): State<Shared>,
    token: Token,
    Names((id, digest)): Names<(String, String)>,
    headers: HeaderMap,
    piece: Result<Bytes, BytesRejection>,
) -> Response {
    let Ok(piece) = piece else {
        return answer::<()>(Err(problem(ProblemCode::BadRequest, 413, "кусок файла слишком велик")));
    };
    let Some(offset) = text(&headers, UPLOAD_OFFSET).and_then(|offset| offset.parse().ok()) else {
        return answer::<()>(Err(problem(ProblemCode::BadRequest, 400, "нет Upload-Offset")));
    };
    let length = text(&headers, UPLOAD_LENGTH).and_then(|length| length.parse().ok());
    let piece = Piece { offset, bytes: &piece, length };
    answer(open(&desk).and_then(|mut desk| desk.upload(&token.0, &id, &digest, &piece)).map(Json))
}

async fn submit(
    State(desk): State<Shared>,
    token: Token,
    headers: HeaderMap,
    Message(body): Message<Package>,
) -> Response {
    let Some(key) = text(&headers, IDEMPOTENCY_KEY).filter(|key| is_key(key)) else {
        return answer::<()>(Err(problem(ProblemCode::BadRequest, 400, "нет Idempotency-Key")));
    };
    let accepted = open(&desk).and_then(|mut desk| desk.submit(&token.0, &key, &body));
    answer(accepted.map(|accepted| (StatusCode::CREATED, Json(accepted))))
}

async fn status(State(desk): State<Shared>, Names(id): Names<String>) -> Response {
    let status = open(&desk).and_then(|desk| desk.status(&id));
    answer(status.map(|(status, again)| {
        let again = again.map(|seconds| (header::RETRY_AFTER, HeaderValue::from(seconds)));
        (HeaderMap::from_iter(again), Json(status))
    }))
}

async fn certificate(State(desk): State<Shared>, Names(id): Names<String>) -> Response {
    answer(open(&desk).and_then(|desk| desk.certificate(&id)).map(Json))
}

async fn acknowledge(
    State(desk): State<Shared>,
    Names(id): Names<String>,
    Message(body): Message<Acknowledgement>,
) -> Response {
    done(open(&desk).and_then(|mut desk| desk.acknowledge(&id, &body.receipt)))
}

async fn withdraw(State(desk): State<Shared>, token: Token, Names(id): Names<String>) -> Response {
    done(open(&desk).and_then(|mut desk| desk.withdraw(&token.0, &id)))
}

async fn bill(State(desk): State<Shared>, Names(id): Names<String>) -> Response {
    let bill = open(&desk).and_then(|desk| desk.bill(&id));
    answer(bill.map(|pdf| ([(header::CONTENT_TYPE, "application/pdf")], pdf)))
}

async fn contacts(
    State(desk): State<Shared>,
    token: Token,
    Names(id): Names<String>,
    Message(body): Message<Contacts>,
) -> Response {
    done(open(&desk).and_then(|mut desk| desk.change_contacts(&token.0, &id, body)))
}

async fn store(State(desk): State<Shared>, token: Token, Names(id): Names<String>) -> Response {
    answer(open(&desk).and_then(|desk| desk.store_access(&token.0, &id)).map(Json))
}

async fn stored(State(desk): State<Shared>, headers: HeaderMap) -> Response {
    let (login, password) = basic(&headers).unwrap_or_default();
    let mut response = answer(open(&desk).and_then(|desk| desk.stored(&login, &password)).map(Json));
    if response.status() == StatusCode::UNAUTHORIZED {
        let basic = HeaderValue::from_static("Basic realm=\"store\", charset=\"UTF-8\"");
        let _ = response.headers_mut().insert(header::WWW_AUTHENTICATE, basic);
    }
    response
}

async fn approvals(State(desk): State<Shared>, token: Token) -> Response {
    answer(open(&desk).and_then(|desk| desk.approvals(&token.0)).map(Json))
}

async fn approval(State(desk): State<Shared>, token: Token, Names(id): Names<String>) -> Response {
    answer(open(&desk).and_then(|desk| desk.approval(&token.0, &id)).map(Json))
}

async fn approval_file(
    State(desk): State<Shared>,
    token: Token,
    Names((id, digest)): Names<(String, String)>,
) -> Response {
    let file = open(&desk).and_then(|desk| desk.approval_file(&token.0, &id, &digest));
    answer(file.map(|bytes| ([(header::CONTENT_TYPE, "application/octet-stream")], bytes)))
}

async fn decide(
    State(desk): State<Shared>,
    token: Token,
    Names(id): Names<String>,
    Message(body): Message<SignedDecision>,
) -> Response {
    done(open(&desk).and_then(|mut desk| desk.decide(&token.0, &id, &body.decision)))
}

async fn faults(State(house): State<House>, Json(faults): Json<Faults>) -> StatusCode {
    set_faults(&house, &faults);
    StatusCode::NO_CONTENT
}

async fn nothing() -> Response {
    answer::<()>(Err(problem(ProblemCode::NotFound, 404, "здесь ничего нет")))
}

async fn no_method() -> Response {
    answer::<()>(Err(problem(ProblemCode::BadRequest, 405, "так сюда не обращаются")))
}

fn done(result: Result<(), Problem>) -> Response {
    answer(result.map(|()| StatusCode::NO_CONTENT)).into_response()
}

/// 16 bytes in hex.
fn is_key(key: &str) -> bool {
    key.len() == 32 && key.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Login and password (RFC 7617).
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let encoded = text(headers, "authorization")?.strip_prefix("Basic ")?.to_owned();
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    decoded.split_once(':').map(|(login, password)| (login.to_owned(), password.to_owned()))
}
