//! Spoils answers as the switches say.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::domain::portal::ProblemCode;
use crate::sandbox::desk::problem;
use crate::sandbox::portal::answer::answer;
use crate::sandbox::portal::{House, LIMIT, lock};

/// Stands before all routes of the protocol.
pub async fn misbehave(State(house): State<House>, request: Request, next: Next) -> Response {
    let faults = house.first().map(|desk| lock(desk).faults.clone()).unwrap_or_default();
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
