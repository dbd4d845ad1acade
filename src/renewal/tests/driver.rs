//! Plays a renewal: answers every question as a diligent user would, and remembers what was asked.

use std::collections::VecDeque;
use std::sync::Arc;

use time::Duration;
use time::macros::date;

use crate::domain::entry::{Entry, Event};
use crate::domain::form::{Kind, Section, Slot, Values, check, spec};
use crate::domain::identifier::Snils;
use crate::domain::profile::{
    CertificateKind, Class, Consent, Country, EarlyStep, Forms, Named, Office, Power, Profile, Protocol,
    WaitingStage,
};
use crate::domain::secret::{Keep, Pin, Seed};
use crate::renewal::tests::world::{World, old, root, token};
use crate::renewal::{Effect, Flow, Input, OpId, Question, Reply, View};

/// Never to be found in a journal.
pub const PIN: &str = "S3cretPin-77";
/// Never to be found in a journal.
pub const WORD: &str = "подснежник-кодовый";

/// One renewal and its world.
pub struct Play {
    pub flow: Flow,
    pub world: World,
    pub profile: Arc<Profile>,
    /// Where the flow stood still, and how long the journal was then.
    pub stops: Vec<(usize, Stop)>,
    wake: Option<OpId>,
    seeds: u8,
}

/// Why the flow stands still.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a test holds a few of them")]
pub enum Stop {
    Asked(Question),
    Sleeping,
}

impl Play {
    pub fn start(profile: Profile, world: World) -> Self {
        let profile = Arc::new(profile);
        let now = world.now;
        let (flow, effects) = Flow::start("r".into(), profile.clone(), &old(), now).unwrap();
        Self::with(flow, effects, profile, world)
    }

    pub fn start_first(profile: Profile, world: World) -> Self {
        let profile = Arc::new(profile);
        let now = world.now;
        let (flow, effects) = Flow::start_first("r".into(), profile.clone(), now).unwrap();
        Self::with(flow, effects, profile, world)
    }

    pub fn resume(profile: Arc<Profile>, world: World) -> Self {
        let (flow, effects) =
            Flow::resume("r".into(), profile.clone(), &world.journal.clone(), world.now).unwrap();
        Self::with(flow, effects, profile, world)
    }

    /// Cut and taken up again, with the same world.
    pub fn again(self) -> Self {
        Self::resume(self.profile, self.world)
    }

    pub fn with(flow: Flow, effects: Vec<Effect>, profile: Arc<Profile>, world: World) -> Self {
        let mut play = Self { flow, world, profile, stops: Vec::new(), wake: None, seeds: 0 };
        play.carry_out(effects);
        play
    }

    pub fn view(&self) -> View {
        self.flow.view(self.world.now)
    }

    pub fn question(&self) -> Option<Question> {
        self.view().question
    }

    /// Gives an input and does all that follows.
    pub fn give(&mut self, input: Input) {
        let effects = self.flow.on(input, self.world.now);
        self.carry_out(effects);
    }

    pub fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut queue = VecDeque::from(effects);
        while let Some(effect) = queue.pop_front() {
            if let Effect::WakeAt { op, .. } = &effect {
                self.wake = Some(*op);
            }
            if let Some((op, reply)) = self.world.carry_out(effect) {
                if self.world.stop_at.is_some()
                    && self.world.log.last().map(String::as_str) == self.world.stop_at
                {
                    assert!(self.flow.on(Input::Stop, self.world.now).is_empty(), "a call cannot be cut");
                }
                queue.extend(self.flow.on(Input::Reply(op, reply), self.world.now));
                // In every play: the same reply once more, while the next one is awaited, changes nothing.
                let before = format!("{:?}", self.flow);
                let twice = self.flow.on(Input::Reply(op, Ok(Reply::Removed)), self.world.now);
                assert!(twice.is_empty() && format!("{:?}", self.flow) == before);
            }
        }
        let stop = self.question().map_or(Stop::Sleeping, Stop::Asked);
        self.stops.push((self.world.journal.len(), stop));
    }

    /// The operation that ends the sleep.
    pub fn alarm(&self) -> OpId {
        self.wake.unwrap()
    }

    /// Time passes until the flow wakes.
    pub fn sleep(&mut self) {
        self.world.now += Duration::hours(5);
        let op = self.wake.take().unwrap();
        self.give(Input::Reply(op, Ok(Reply::Woke)));
    }

    /// Answers until this holds; panics when it never does.
    pub fn until(&mut self, there: impl Fn(&Self) -> bool) {
        for _ in 0..200 {
            if there(self) {
                return;
            }
            self.step();
        }
        panic!("never there; asked last: {:?}, fault {:?}", self.question(), self.view().fault);
    }

    pub fn until_asked(&mut self, question: &Question) {
        self.until(|play| play.question().as_ref() == Some(question));
    }

    pub fn finish(&mut self) {
        self.until_asked(&Question::End);
    }

    pub fn has(&self, wanted: impl Fn(&Event) -> bool) -> bool {
        self.world.journal.iter().any(|Entry { event, .. }| wanted(event))
    }

    pub fn events(&self, name: &str) -> usize {
        self.world.journal.iter().filter(|entry| entry.event.name() == name).count()
    }

    /// One answer.
    fn step(&mut self) {
        let view = self.view();
        let Some(question) = view.question.clone() else { return self.sleep() };
        let answer = match question {
            Question::Workplace => Input::Proceed,
            Question::Drafts(_) => Input::TakeDraft(None),
            Question::Snils => Input::Snils(Snils::parse("112-233-445 95").unwrap()),
            Question::Form(section) => {
                if let Some((slot, required)) = section.slot()
                    && check::is_required(required, &self.answers(section), &self.profile.forms)
                    && view.forms.dossier.scans_of(slot).next().is_none()
                {
                    Input::Attach { slot, path: slot.id().into() }
                } else {
                    Input::Fill(section, self.answers(section))
                }
            }
            Question::Data => Input::Agree,
            Question::Place => Input::Choose { place: token().id, exportable: false },
            Question::Randomness => {
                self.seeds += 1;
                let count = u8::try_from(self.world.journal.len()).unwrap();
                Input::Randomness(Seed::new([count.wrapping_add(self.seeds); 32], 256))
            }
            Question::Pin { .. } | Question::NewPassword { .. } => {
                Input::Unlock(Pin::new(PIN.into()), Keep::Once)
            }
            Question::CodeWord => Input::CodeWord(Pin::new(WORD.into())),
            Question::Review => Input::Sign,
            Question::SaveRequest => Input::SaveRequest("folder".into()),
            Question::CertificateFile => Input::Import("new.cer".into()),
            Question::Refused => Input::Repair,
            Question::Acknowledgement => Input::Acknowledge,
            Question::Backup { .. } => Input::SkipBackup,
            Question::Retry => panic!("stopped: {:?}", view.fault),
            Question::End => panic!("over"),
        };
        self.give(answer);
    }

    /// What stands in a section, and something sensible where nothing does.
    pub fn answers(&self, section: Section) -> Values {
        let forms = &self.profile.forms;
        let mut values = self.view().forms.values.get(&section).cloned().unwrap_or_default();
        for consent in &forms.consents {
            values.set_flag(&format!("consent-{}", consent.id), section == Section::Consents);
        }
        for field in section.fields() {
            if check::is_shown(field, &values, forms) && values.text(field.id).is_empty() {
                values.set(field.id, sample(field.id, field.kind, forms));
            }
        }
        values
    }
}

fn sample(id: &str, kind: Kind, forms: &Forms) -> String {
    match (id, kind) {
        ("born", _) => "1980-05-05".into(),
        ("expires", _) => "2030-05-05".into(),
        (_, Kind::Text(_)) => "Образец".into(),
        (_, Kind::Date) => date!(2020 - 01 - 31).to_string(),
        (_, Kind::Phone) if forms.country == Country::By => "+375291234567".into(),
        (_, Kind::Phone) => "+74951234567".into(),
        (_, Kind::Email) => "post@example.test".into(),
        (_, Kind::Snils) => "11223344595".into(),
        (_, Kind::Inn) => "500100732259".into(),
        (_, Kind::InnLe) => "7707083893".into(),
        (_, Kind::Ogrn) => "1027700132195".into(),
        (_, Kind::DepartmentCode) => "770-001".into(),
        (_, Kind::Choice(options)) => options[0].into(),
        (_, Kind::List(spec::List::Regions)) => forms.regions[0].id.clone(),
        (_, Kind::List(spec::List::Offices)) => forms.offices[0].id.clone(),
        (_, Kind::List(spec::List::Kinds)) => forms.kinds[0].id.clone(),
        (_, Kind::List(spec::List::Classes)) => forms.classes[0].id.clone(),
        (_, Kind::Flag) => String::new(),
    }
}

/// Minutes: seed 004.
pub fn operator() -> Profile {
    Profile { id: "operator".into(), anchors: vec![root()], sign_tool: "test".into(), ..Profile::default() }
}

/// Days, with everything the Treasury wants: seeds 000 to 002.
pub fn treasury() -> Profile {
    use EarlyStep::*;
    let power = |id: &str, oid: &str, default: bool| Power {
        id: id.into(),
        system: "budget".into(),
        title: id.into(),
        oid: oid.into(),
        default,
        base: id == "base",
        needs_another: false,
        preset: false,
        staff: false,
    };
    let class = |id: &str, level: u8, office: &str| Class {
        id: id.into(),
        title: id.into(),
        oid: format!("1.2.643.100.113.{level}"),
        forced_by_office: office.into(),
    };
    let kind =
        |id: &str, person| CertificateKind { id: id.into(), title: id.into(), person, organization: true };
    let office = |id: &str, region: &str| Office { id: id.into(), region: region.into(), title: id.into() };
    Profile {
        id: "treasury".into(),
        page: "https://ca.example/".into(),
        steps: vec![
            Workplace,
            SignIn,
            Identify,
            Form(Section::Office),
            Form(Section::Content),
            Form(Section::Holder),
            Form(Section::Identity),
            Form(Section::Authority),
            Form(Section::Statement),
            Form(Section::Contacts),
            Verify,
        ],
        forms: Forms {
            regions: vec![Named { id: "77".into(), title: "г. Москва".into() }],
            offices: vec![office("9500", "77"), office("0100", "77")],
            kinds: vec![kind("official", true), kind("machine", false)],
            powers: vec![
                power("base", "1.2.643.3.61.1", false),
                power("signer", "1.2.643.3.61.2", false),
                power("client", "1.3.6.1.5.5.7.3.2", true),
                power("secret", "", true),
            ],
            classes: vec![class("kc1", 1, ""), class("kc2", 2, "0100")],
            code_word: true,
            signed_statement: true,
            scan_bytes: 1_048_576,
            ..Forms::default()
        },
        waiting: vec![WaitingStage { stage: "checking".into(), working_days: Some(5), actor: "ca".into() }],
        draft_days: 30,
        review: true,
        first_issue: true,
        ..operator()
    }
}

/// Days, with agreements, approval, payment and a store: seed 003.
pub fn e_pasluga() -> Profile {
    use EarlyStep::*;
    let consent = |id: &str| Consent {
        id: id.into(),
        title: id.into(),
        version: "1".into(),
        page: "https://ca.example/".into(),
    };
    Profile {
        id: "e-pasluga".into(),
        steps: vec![Workplace, Form(Section::Consents), SignIn, Form(Section::Contacts), Verify],
        forms: Forms {
            country: Country::By,
            consents: vec![consent("rules"), consent("offer")],
            ..Forms::default()
        },
        waiting: vec![WaitingStage { stage: "payment".into(), working_days: None, actor: "payer".into() }],
        draft_days: 10,
        new_key_after_refusal: true,
        store: true,
        acknowledgement: false,
        ..operator()
    }
}

/// A portal that knows only files: item 16.
pub fn by_hand() -> Profile {
    Profile { protocol: Protocol::File, page: "https://ca.example/".into(), draft_days: 30, ..operator() }
}

/// A scan of a slot, attached by its name.
pub fn attach(slot: Slot, name: &str) -> Input {
    Input::Attach { slot, path: name.into() }
}
