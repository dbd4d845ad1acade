//! The routes of the portal protocol (`docs/portal.yaml`) and the switches for misbehaving.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::de::DeserializeOwned;

use crate::domain::moment::Moment;
use crate::domain::portal::{Acknowledgement, HolderQuery, Problem, ProblemCode, Request as Package, SignIn};
use crate::sandbox::desk::{Desk, problem};
use crate::sandbox::faults::Faults;

/// Largest request.
const LIMIT: usize = 1 << 20;
const PAGE: &str = "<!doctype html><html lang=\"ru\"><meta charset=\"utf-8\"><title>Учебный удостоверяющий \
    центр</title><h1>Учебный удостоверяющий центр</h1><p>Здесь был бы сайт удостоверяющего центра: личный \
    кабинет, адреса и часы приёма.</p></html>";

/// A message of a client; one that cannot be read is answered as the contract says, not as axum would.
struct Message<T>(T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Message<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        match Json::from_request(request, state).await {
            Ok(Json(message)) => Ok(Self(message)),
            Err(error) => Err(answer::<()>(Err(problem(ProblemCode::BadRequest, 400, &error.body_text())))),
        }
    }
}

/// The desk as the routes share it.
pub type Shared = Arc<Mutex<Desk>>;

/// All routes.
pub fn router(desk: Shared) -> Router {
    Router::new()
        .route("/v1/holder", post(holder))
        .route("/v1/challenge", post(challenge))
        .route("/v1/session", post(sign_in))
        .route("/v1/requests", post(submit))
        .route("/v1/requests/{id}", get(status).delete(withdraw))
        .route("/v1/requests/{id}/certificate", get(certificate))
        .route("/v1/requests/{id}/acknowledgement", post(acknowledge))
        .route("/page", get(|| async { Html(PAGE) }))
        .layer(from_fn_with_state(desk.clone(), misbehave))
        .route("/sandbox/faults", put(faults))
        .layer(DefaultBodyLimit::max(LIMIT))
        .with_state(desk)
}

/// A poisoned lock means that a request panicked; the list of requests itself is written atomically.
pub fn lock(desk: &Shared) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

async fn holder(State(desk): State<Shared>, Message(query): Message<HolderQuery>) -> Response {
    answer(lock(&desk).holder(&query, Moment::now_utc()).map(Json))
}

async fn challenge(State(desk): State<Shared>) -> Response {
    answer(lock(&desk).challenge(Moment::now_utc()).map(Json))
}

async fn sign_in(State(desk): State<Shared>, Message(body): Message<SignIn>) -> Response {
    answer(lock(&desk).sign_in(&body.proof, Moment::now_utc()).map(Json))
}

async fn submit(State(desk): State<Shared>, headers: HeaderMap, Message(body): Message<Package>) -> Response {
    let Some(key) = text(&headers, "idempotency-key") else {
        return answer::<()>(Err(problem(ProblemCode::BadRequest, 400, "нет Idempotency-Key")));
    };
    let accepted = lock(&desk).submit(&bearer(&headers), &key, &body.package, Moment::now_utc());
    answer(accepted.map(|accepted| (StatusCode::CREATED, Json(accepted))))
}

async fn status(State(desk): State<Shared>, Path(id): Path<String>) -> Response {
    let status = lock(&desk).status(&id, Moment::now_utc());
    answer(status.map(|(status, again)| ([(header::RETRY_AFTER, again.to_string())], Json(status))))
}

async fn certificate(State(desk): State<Shared>, Path(id): Path<String>) -> Response {
    answer(lock(&desk).certificate(&id, Moment::now_utc()).map(Json))
}

async fn acknowledge(
    State(desk): State<Shared>,
    Path(id): Path<String>,
    Message(body): Message<Acknowledgement>,
) -> Response {
    answer(lock(&desk).acknowledge(&id, &body.receipt, Moment::now_utc()).map(|()| StatusCode::NO_CONTENT))
}

async fn withdraw(State(desk): State<Shared>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    let withdrawn = lock(&desk).withdraw(&bearer(&headers), &id, Moment::now_utc());
    answer(withdrawn.map(|()| StatusCode::NO_CONTENT))
}

async fn faults(State(desk): State<Shared>, Json(faults): Json<Faults>) -> StatusCode {
    lock(&desk).faults = faults;
    StatusCode::NO_CONTENT
}

/// Spoils the answer as the switches say.
async fn misbehave(State(desk): State<Shared>, request: Request, next: Next) -> Response {
    let faults = lock(&desk).faults.clone();
    if !request.uri().path().contains(&faults.on) {
        return next.run(request).await;
    }
    if faults.slow_seconds > 0 {
        tokio::time::sleep(Duration::from_secs(faults.slow_seconds)).await;
    }
    if let Some(status) = faults.status.and_then(|status| StatusCode::from_u16(status).ok()) {
        let problem = problem(ProblemCode::Other, status.as_u16(), "учебная неполадка");
        return ([(header::RETRY_AFTER, "1")], answer::<()>(Err(problem))).into_response();
    }
    if faults.garbage {
        return (StatusCode::OK, "<html>не то</html>").into_response();
    }
    let response = next.run(request).await;
    if faults.half_body {
        let (mut parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, LIMIT).await.unwrap_or_default();
        let _ = parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::from(bytes.slice(..bytes.len() / 2)));
    }
    response
}

fn answer<T: IntoResponse>(result: Result<T, Problem>) -> Response {
    match result {
        Ok(value) => value.into_response(),
        Err(problem) => {
            let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (
                status,
                [(header::CONTENT_TYPE, "application/problem+json")],
                Json(problem).into_response().into_body(),
            )
                .into_response()
        }
    }
}

fn bearer(headers: &HeaderMap) -> String {
    let value = text(headers, "authorization").unwrap_or_default();
    value.strip_prefix("Bearer ").unwrap_or_default().to_owned()
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}
