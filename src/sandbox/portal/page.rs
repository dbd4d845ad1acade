//! The site of the CA for people: a front page, and the page behind the link of a draft or request.

use axum::extract::State;
use axum::http::header;
use axum::response::{Html as Page, IntoResponse, Response};

use crate::sandbox::html::Html;
use crate::sandbox::portal::answer::{Names, answer};
use crate::sandbox::portal::{Shared, open};

const HEAD: &str = "<!doctype html><html lang=\"ru\"><meta charset=\"utf-8\"><meta name=\"referrer\" \
    content=\"no-referrer\"><title>Учебный удостоверяющий центр</title><h1>Учебный удостоверяющий центр</h1>";

/// Where «Не согласен» leads.
pub async fn front() -> Page<&'static str> {
    Page(
        "<!doctype html><html lang=\"ru\"><meta charset=\"utf-8\"><title>Учебный удостоверяющий центр</title>\
        <h1>Учебный удостоверяющий центр</h1><p>Здесь был бы сайт удостоверяющего центра: личный кабинет, адреса \
        и часы приёма.</p>",
    )
}

/// Where the link of a draft or of a request leads: its number, and nothing about anybody.
pub async fn one(State(desk): State<Shared>, Names(id): Names<String>) -> Response {
    let found = open(&desk).and_then(|desk| Ok((desk.number_of(&id)?, desk.scheme().id)));
    answer(found.map(|(number, profile)| {
        let mut page = Html::default();
        page.raw(HEAD).raw("<h2>Запрос № ").text(number).raw("</h2>");
        page.raw("<p>Руководителю: откройте запрос в программе «Мастер перевыпуска сертификатов» и согласуйте его. ");
        page.raw("<a href=\"renewal-master://approve/").text(profile).raw("/").text(&id);
        page.raw("\">Открыть в программе</a></p>");
        ([(header::CACHE_CONTROL, "no-store")], Page(page.finish())).into_response()
    }))
}
