//! Tokens come and go while something is asked: what is seen is shown at once, and what waited for it goes on.

use crate::domain::key::{Place, PlaceId};
use crate::domain::moment::Moment;
use crate::domain::workplace::Checked;
use crate::fault::SupportCode;
use crate::renewal::flow::{Doing, Flow};
use crate::renewal::input::{Effect, Input};
use crate::renewal::view::Question;

impl Flow {
    /// A token that is inserted or pulled out now matters for what is asked.
    pub fn watches_places(&self) -> bool {
        match &self.doing {
            Doing::Asking(Question::Workplace | Question::Place | Question::Pin { .. }) => true,
            Doing::Asking(Question::Retry) => self.missing_token().is_some(),
            _ => false,
        }
    }

    /// The places were looked at beside what is asked; `None` when that changes nothing.
    pub fn see(&mut self, places: Vec<Place>, now: Moment) -> Option<Vec<Effect>> {
        let Doing::Asking(question) = &self.doing else { return None };
        match question {
            Question::Workplace => {
                let tokens = tokens(&places);
                let first = self.is_line_of_token_wrong(&tokens);
                let before = self.run.tokens.replace(tokens.clone());
                let changed = before.map_or(first, |before| before != tokens);
                changed.then(|| self.on_answer(Input::Recheck, now))
            }
            Question::Place => self.replace_places(places).then(Vec::new),
            Question::Pin { key, place } => {
                let seen = places.iter().find(|seen| seen.id == place.id && *seen != place).cloned();
                let key = key.clone();
                if !self.replace_places(places) {
                    return None;
                }
                // A token that is gone is told when the PIN is tried: what was typed stays.
                Some(seen.map_or_else(Vec::new, |place| self.ask(Question::Pin { key, place })))
            }
            Question::Retry => {
                let wanted = self.missing_token()?;
                let is_there =
                    |places: &[Place]| places.iter().any(|place| label(&place.id) == Some(&wanted));
                // It may be back before anybody has looked while it was gone: what was known before is older than that.
                let absent =
                    self.run.fault.as_ref().is_some_and(|fault| fault.code == SupportCode::TokenAbsent);
                let came = is_there(&places) && (absent || !is_there(&self.run.places));
                let changed = self.replace_places(places);
                if came { Some(self.on_answer(Input::Retry, now)) } else { changed.then(Vec::new) }
            }
            _ => None,
        }
    }

    fn replace_places(&mut self, places: Vec<Place>) -> bool {
        let changed = self.run.places != places;
        self.run.places = places;
        changed
    }

    /// The renewal stands still because a token is not there: its label.
    fn missing_token(&self) -> Option<String> {
        let fault = self.run.fault.as_ref()?;
        let missing = matches!(fault.code, SupportCode::TokenAbsent | SupportCode::TokenRemoved);
        fault.fact("token").filter(|_| missing).map(str::to_owned)
    }

    /// «Носитель» was checked a moment ago, and is no longer as the check says.
    fn is_line_of_token_wrong(&self, tokens: &[PlaceId]) -> bool {
        let line = self.run.checks.iter().flatten().find(|check| check.subject == Checked::Token);
        let there = match &self.facts.old {
            Some((key, _)) => key.place == PlaceId::Computer || tokens.contains(&key.place),
            None => !tokens.is_empty(),
        };
        line.is_some_and(|line| line.fault.is_none() != there)
    }
}

fn tokens(places: &[Place]) -> Vec<PlaceId> {
    places.iter().map(|place| place.id.clone()).filter(|id| *id != PlaceId::Computer).collect()
}

fn label(id: &PlaceId) -> Option<&String> {
    match id {
        PlaceId::Token { label, .. } => Some(label),
        PlaceId::Computer => None,
    }
}
