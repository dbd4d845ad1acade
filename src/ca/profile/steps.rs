//! The journey that a profile describes: its steps and stages, and whether they agree with the rest of it.

use toml::Spanned;

use crate::ca::profile::file::{FormsFile, Listed, ProfileFile};
use crate::ca::profile::read::{Reader, set};
use crate::domain::form::Section;
use crate::domain::portal::Stage;
use crate::domain::profile::{ACTORS, EarlyStep, Profile, Protocol, WaitingStage};

/// Stages in which a request waits; the other stages of the protocol end the waiting.
const WAITING: [Stage; 5] =
    [Stage::Checking, Stage::Approval, Stage::Payment, Stage::Operator, Stage::Issuing];

impl Reader<'_> {
    /// The steps before the key; without the list, those of the short journey.
    pub(super) fn steps(&mut self, file: &ProfileFile) -> Vec<EarlyStep> {
        let Some(written) = &file.steps else { return Profile::default().steps };
        let mut steps = Vec::new();
        for name in written {
            match EarlyStep::all().find(|step| step.id() == name.get_ref()) {
                Some(step) if steps.contains(&step) => self.mistake(name.span(), "the step stands twice"),
                Some(step) => steps.push(step),
                None => {
                    let known: Vec<&str> = EarlyStep::all().map(EarlyStep::id).collect();
                    self.mistake(name.span(), &format!("no such step; there are {}", known.join(", ")));
                }
            }
        }
        steps
    }

    /// The stages of the waiting.
    pub(super) fn waiting(&mut self, file: &ProfileFile) -> Vec<WaitingStage> {
        let mut stages: Vec<WaitingStage> = Vec::new();
        for written in &file.waiting {
            let stage = written.stage.get_ref();
            if !WAITING.iter().any(|known| known.id() == stage) {
                let known = WAITING.map(Stage::id).join(", ");
                self.mistake(written.stage.span(), &format!("no such stage; there are {known}"));
            }
            if stages.iter().any(|before| before.stage == *stage) {
                self.mistake(written.stage.span(), "the stage stands twice");
            }
            let known = |actor: &String| ACTORS.contains(&actor.as_str());
            self.expect(&written.actor, known, &format!("no such actor; there are {}", ACTORS.join(", ")));
            if let Some(days) = &written.working_days {
                self.expect(days, |days| (1..=60).contains(days), "working_days must be 1 to 60");
            }
            stages.push(WaitingStage {
                stage: stage.clone(),
                working_days: written.working_days.as_ref().map(|days| *days.get_ref()),
                actor: written.actor.get_ref().clone(),
            });
        }
        stages
    }

    /// What contradicts itself: a step without what it shows, a switch that nothing would follow.
    pub(super) fn agree(&mut self, file: &ProfileFile, forms: &FormsFile, steps: &[EarlyStep]) {
        self.agree_with_protocol(file);
        self.agree_with_first_issue(file);
        self.agree_with_lists(file, forms);
        let has = |step: EarlyStep| steps.contains(&step);
        let sections = steps.iter().any(|step| matches!(step, EarlyStep::Form(_)));
        let at = |step: EarlyStep| steps.iter().position(|other| *other == step);
        if at(EarlyStep::Identify) > at(EarlyStep::Verify) && has(EarlyStep::Verify) {
            self.at_step(file, EarlyStep::Verify, "verify must stand behind identify");
        }
        self.forbid(
            file.review.as_ref(),
            !sections,
            "review needs a step with a form: there is nothing to review",
        );
        self.forbid(file.store.as_ref(), !has(EarlyStep::SignIn), "store needs the step sign-in");
        if let Some(days) = &file.draft_days
            && !sections
        {
            self.mistake(days.span(), "draft_days needs a step with a form: there is nothing to keep");
        }
        if let Some(days) = &file.draft_days
            && file.protocol == Protocol::Portal
            && !has(EarlyStep::SignIn)
        {
            self.mistake(days.span(), "draft_days needs the step sign-in");
        }
        let statement = has(EarlyStep::Form(Section::Statement));
        self.forbid(forms.code_word.as_ref(), !statement, "code_word needs the step statement");
        self.forbid(forms.signed_statement.as_ref(), !statement, "signed_statement needs the step statement");
    }

    fn agree_with_protocol(&mut self, file: &ProfileFile) {
        let portal = file.protocol == Protocol::Portal;
        if !portal {
            self.at_step(file, EarlyStep::SignIn, "sign-in needs the protocol portal");
        }
        self.forbid(file.store.as_ref(), !portal, "store needs the protocol portal");
        self.forbid(file.first_issue.as_ref(), !portal, "first_issue needs the protocol portal");
        if let Some(second) = &file.second_endpoint
            && file.protocol == Protocol::File
        {
            self.mistake(second.span(), "second_endpoint is never used with the protocol file");
        }
        if file.protocol != Protocol::Est {
            return;
        }
        if let Some(first) = file.waiting.first() {
            self.mistake(
                first.stage.span(),
                "EST tells no stages: waiting needs the protocol portal or file",
            );
        }
        if let Some(days) = &file.draft_days {
            self.mistake(days.span(), "EST keeps no drafts: draft_days needs the protocol portal or file");
        }
        for section in Section::ALL {
            self.at_step(
                file,
                EarlyStep::Form(section),
                "EST carries no forms: the protocol must be portal or file",
            );
        }
    }

    fn agree_with_first_issue(&mut self, file: &ProfileFile) {
        let holder = EarlyStep::Form(Section::Holder);
        if !set(file.first_issue.as_ref()) {
            return self.at_step(file, holder, "holder is asked in a first issue only: set first_issue");
        }
        let asked = file.steps.iter().flatten().any(|name| name.get_ref() == holder.id());
        self.forbid(file.first_issue.as_ref(), !asked, "first_issue needs the step holder");
    }

    /// A form step needs the lists that are shown in it.
    fn agree_with_lists(&mut self, file: &ProfileFile, forms: &FormsFile) {
        let is_empty = |list: bool, name: &'static str| list.then_some(name);
        let missing: [(Section, Option<&str>); 6] = [
            (Section::Office, is_empty(!is_listed(forms.regions.as_ref()), "regions")),
            (Section::Office, is_empty(!is_listed(forms.offices.as_ref()), "offices")),
            (Section::Content, is_empty(forms.kinds.is_empty(), "kinds")),
            (Section::Consents, is_empty(forms.consents.is_empty(), "consents")),
            (Section::Identity, is_empty(!takes_scans(forms), "scan_bytes and scan_media")),
            (Section::Authority, is_empty(!takes_scans(forms), "scan_bytes and scan_media")),
        ];
        for (section, name) in missing {
            if let Some(name) = name {
                let detail = format!("{} needs {name} in [forms]", section.id());
                self.at_step(file, EarlyStep::Form(section), &detail);
            }
        }
        let no_scans = !takes_scans(forms);
        let detail = "signed_statement needs scan_bytes and scan_media in [forms]";
        self.forbid(forms.signed_statement.as_ref(), no_scans, detail);
    }

    /// A mistake at a step of the list, if it is there.
    fn at_step(&mut self, file: &ProfileFile, step: EarlyStep, detail: &str) {
        if let Some(name) = file.steps.iter().flatten().find(|name| name.get_ref() == step.id()) {
            self.mistake(name.span(), detail);
        }
    }

    /// A switch that must not be set when this is so.
    fn forbid(&mut self, switch: Option<&Spanned<bool>>, so: bool, detail: &str) {
        if let Some(switch) = switch {
            self.expect(switch, |set| !(*set && so), detail);
        }
    }
}

fn is_listed<T>(list: Option<&Spanned<Listed<T>>>) -> bool {
    list.is_some_and(|list| match list.get_ref() {
        Listed::File(_) => true,
        Listed::Here(items) => !items.is_empty(),
    })
}

fn takes_scans(forms: &FormsFile) -> bool {
    forms.scan_bytes.is_some() && forms.scan_media.as_ref().is_some_and(|media| !media.get_ref().is_empty())
}
