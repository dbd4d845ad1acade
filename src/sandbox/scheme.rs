//! How the three CAs of the sandbox differ: the one table of stages, limits and strictness.

use crate::domain::portal::Stage;
use crate::domain::profile::Country;

/// One CA.
#[derive(Debug)]
pub struct Scheme {
    /// Name of its profile and of its folder.
    pub id: &'static str,
    /// Path of its calls before `/v1`.
    pub base: &'static str,
    /// Beginning of its request numbers.
    pub prefix: &'static str,
    /// What a request goes through, in order; behind the last one it is issued.
    pub stages: &'static [StageRule],
    /// Days that drafts are kept, and requests that wait for somebody; 0: no drafts, and requests wait for ever.
    pub draft_days: u16,
    /// A request comes with its dossier, signed.
    pub dossier: bool,
    /// Every difference from the current certificate but the position ends the request.
    pub unchangeable: bool,
    /// A certificate is given to somebody who has none.
    pub first_issue: bool,
    /// Powers and classes of the request are taken over.
    pub powers: bool,
    /// The certificate lies in a store with login and password.
    pub store: bool,
    /// What is to be paid.
    pub price: &'static str,
    /// A refused request is made anew with a new key.
    pub new_key_after_refusal: bool,
    /// Whose telephone numbers and papers.
    pub country: Country,
}

/// One stage, and what moves a request on from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageRule {
    /// Which.
    pub stage: Stage,
    /// Until when.
    pub until: Until,
}

/// What moves a request on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// The `delay` of the sandbox has passed.
    Delay,
    /// So many working days have passed, or the operator was quicker.
    WorkingDays(u16),
    /// Somebody has decided or paid. When nobody does while drafts are kept, the request ends.
    Decision,
}

const fn stage(stage: Stage, until: Until) -> StageRule {
    StageRule { stage, until }
}

/// The CAs, the one at the root first.
pub static SCHEMES: [Scheme; 3] = [
    Scheme {
        id: "operator",
        base: "",
        prefix: "УЧ",
        stages: &[stage(Stage::Checking, Until::Delay)],
        draft_days: 0,
        dossier: false,
        unchangeable: false,
        first_issue: false,
        powers: false,
        store: false,
        price: "",
        new_key_after_refusal: false,
        country: Country::Ru,
    },
    Scheme {
        id: "treasury",
        base: "/treasury",
        prefix: "ФК",
        stages: &[
            stage(Stage::Checking, Until::WorkingDays(5)),
            stage(Stage::Approval, Until::Decision),
            stage(Stage::Operator, Until::WorkingDays(3)),
            stage(Stage::Issuing, Until::WorkingDays(1)),
        ],
        draft_days: 31,
        dossier: true,
        unchangeable: false,
        first_issue: true,
        powers: true,
        store: false,
        price: "",
        new_key_after_refusal: false,
        country: Country::Ru,
    },
    Scheme {
        id: "e-pasluga",
        base: "/e-pasluga",
        prefix: "ЕП",
        stages: &[
            stage(Stage::Checking, Until::Delay),
            stage(Stage::Approval, Until::Decision),
            stage(Stage::Payment, Until::Decision),
            stage(Stage::Issuing, Until::Delay),
        ],
        draft_days: 10,
        dossier: true,
        unchangeable: true,
        first_issue: false,
        powers: true,
        store: true,
        price: "38,52 BYN",
        new_key_after_refusal: true,
        country: Country::By,
    },
];

impl Scheme {
    /// The stage behind this one.
    pub fn after(&self, stage: Stage) -> Stage {
        let here = self.stages.iter().position(|rule| rule.stage == stage);
        here.and_then(|at| self.stages.get(at + 1)).map_or(Stage::Issued, |rule| rule.stage)
    }

    /// The stage of a new request.
    pub fn first(&self) -> Stage {
        self.stages.first().map_or(Stage::Issued, |rule| rule.stage)
    }

    /// What moves a request on from a stage; none for a stage that is final.
    pub fn until(&self, stage: Stage) -> Option<Until> {
        self.stages.iter().find(|rule| rule.stage == stage).map(|rule| rule.until)
    }
}
