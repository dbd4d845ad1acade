//! One request in front of the head: every value, every document, and the two ways to decide.

use iced::Element;
use iced::widget::column;

use crate::approval::{
    CardView, DocumentState, DocumentView, Input, LONGEST_REASON, ReasonTrouble, Verdict, reason,
};
use crate::domain::form::{FieldSpec, Kind, Section, Values, spec};
use crate::domain::identifier::Snils;
use crate::domain::moment::Moment;
use crate::domain::profile::Forms;
use crate::fault::Fault;
use crate::gui::screens::form::shape;
use crate::gui::screens::notifications::entry;
use crate::gui::screens::trouble::{Trouble, day_and_clock, fault_notice, remark};
use crate::gui::screens::{Page, verify};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{
    Hint, body, card_title, check_box, field, notice, primary, quiet, secondary, small, table, tight_card,
};
use crate::i18n;
use crate::tr;

/// The flag of a document that is not the one the CA knows already.
const CHANGED: &str = "changed";

/// Ends the name of the version of a consent.
const VERSION: &str = "-version";

/// The field of the reason, for focus.
pub const REASON: &str = "approval-reason";

/// Drafts of the page.
#[derive(Debug, Clone, Default)]
pub struct CardScreen {
    /// «Комплект документов проверен».
    checked: bool,
    /// The dialog of «Отклонить…» is open.
    declining: bool,
    reason: String,
    /// The tick of that dialog.
    certain: bool,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Комплект документов проверен».
    Checked(bool),
    /// «Открыть» of the document at this position.
    Show(usize),
    /// «Согласовать и подписать».
    Approve,
    /// «Отклонить…».
    Decline,
    /// The reason was edited.
    Reason(String),
    /// The tick of the dialog.
    Certain(bool),
    /// «Отклонить и подписать».
    Confirm,
    /// The dialog was closed.
    Stay,
    /// «Обновить».
    Refresh,
    /// «Назад».
    Back,
}

impl CardScreen {
    /// Nothing ticked.
    pub fn new() -> Self {
        Self::default()
    }

    /// The dialog of «Отклонить…» is open.
    pub fn is_declining(&self) -> bool {
        self.declining
    }

    /// Takes a message; an input for the head's work may follow from it.
    pub fn update(&mut self, message: Message) -> Option<Input> {
        match message {
            Message::Checked(checked) => self.checked = checked,
            Message::Decline => self.declining = true,
            Message::Reason(reason) => self.reason = reason,
            Message::Certain(certain) => self.certain = certain,
            Message::Stay => self.declining = false,
            Message::Show(index) => return Some(Input::Show(index)),
            Message::Approve => return Verdict::approve(self.checked).map(Input::Decide),
            Message::Confirm => {
                let verdict = Verdict::decline(self.certain, &self.reason)?;
                self.declining = false;
                return Some(Input::Decide(verdict));
            }
            Message::Refresh => return Some(Input::Refresh),
            Message::Back => return Some(Input::Back),
        }
        None
    }

    /// Draws the page and the dialog over it.
    pub fn view<'a>(
        &'a self,
        open: &'a CardView,
        forms: &'a Forms,
        fault: Option<&Fault>,
        busy: bool,
        now: Moment,
    ) -> Page<'a, Message> {
        let approval = &open.card.approval;
        let unless_busy = |message: Message| (!busy).then_some(message);
        let whole = open.is_whole();
        let when = day_and_clock(approval.submitted_at, now);
        let broken = open.documents.iter().any(|document| matches!(document.state, DocumentState::Failed(_)));
        let tick = (!busy && whole).then_some(Message::Checked as fn(bool) -> _);
        let approve = unless_busy(Message::Approve).filter(|_| self.checked && whole);
        let sections = Section::ALL.iter().filter_map(|section| {
            let rows = described(*section, open.card.dossier.section(*section)?, forms);
            (!rows.is_empty()).then(|| draw_section(*section, rows))
        });
        // What is in order does not change: reading it again would only unset the tick.
        let refresh = || secondary(tr!("refresh"), unless_busy(Message::Refresh));
        let documents = open.documents.iter().enumerate();
        let page = Page::new(tr!("approval-title", number = approval.number.as_str()))
            .aside(if busy { tr!("approvals-loading") } else { tr!("approval-submitted", when = when) })
            .lead(approval.holder.clone())
            .extend(fault.map(|fault| fault_notice(Tone::Bad, fault)))
            .extend(open.own.then(|| notice(Tone::Info, tr!("approval-own"))))
            .push(subject(open))
            .extend(sections)
            .push(card_title(tr!("approval-documents")))
            .extend(documents.map(|(index, document)| draw_document(index, document, busy)))
            .extend(open.documents.is_empty().then(|| small(tr!("approval-no-documents"))))
            .extend(broken.then(|| notice(Tone::Warn, tr!("approval-broken"))))
            .push(check_box(tr!("approval-checked"), self.checked && whole, tick))
            .left(quiet(tr!("app-back"), unless_busy(Message::Back)));
        let page = if broken || fault.is_some() { page.right(refresh()) } else { page };
        page.right(secondary(tr!("approval-decline"), unless_busy(Message::Decline)))
            .right(primary(tr!("approval-approve"), approve))
            .over(self.declining.then(|| self.decline_dialog(busy)))
    }

    fn decline_dialog<'a>(&'a self, busy: bool) -> Dialog<'a, Message> {
        let hint = match reason(&self.reason) {
            Err(ReasonTrouble::TooLong(count)) => Hint::Bad(tr!("approval-reason-long", count = count)),
            Err(ReasonTrouble::Empty) => Hint::None,
            Ok(reason) => {
                let left = LONGEST_REASON - reason.chars().count();
                Hint::Plain(tr!("approval-reason-left", count = left))
            }
        };
        let ready = !busy && Verdict::decline(self.certain, &self.reason).is_some();
        let field = field(tr!("approval-reason"), self.reason.as_str())
            .id(REASON)
            .placeholder(tr!("approval-reason-placeholder"))
            .hint(hint)
            .on_input(Message::Reason)
            .on_submit((!busy).then_some(Message::Confirm));
        let tick =
            check_box(tr!("approval-declined-tick"), self.certain, Some(Message::Certain as fn(bool) -> _));
        Dialog {
            name: "decline",
            title: tr!("approval-decline-title"),
            subject: None,
            body: vec![body(tr!("approval-decline-text")).into(), field.into(), tick],
            buttons: vec![
                secondary(tr!("app-cancel"), Some(Message::Stay)),
                primary(tr!("approval-decline-confirm"), ready.then_some(Message::Confirm)),
            ],
            on_escape: Some(Message::Stay),
        }
    }
}

fn subject<'a>(open: &CardView) -> Element<'a, Message> {
    let first = open.card.current.is_empty();
    let lead = if first { tr!("approval-subject-first") } else { tr!("approval-subject-lead") };
    column![card_title(tr!("approval-subject")), small(lead), tight_card(verify::comparison(&open.rows))]
        .spacing(measures::GAP_S)
        .into()
}

fn draw_section<'a>(section: Section, rows: Vec<(String, String)>) -> Element<'a, Message> {
    let rows = rows.into_iter().fold(table([34, 66]), |table, (name, value)| table.row([name, value]));
    let heading = i18n::text(&format!("step-{}", section.id()), &[]);
    column![card_title(heading), tight_card(rows)].spacing(measures::GAP_S).into()
}

fn draw_document<'a>(index: usize, document: &DocumentView, busy: bool) -> Element<'a, Message> {
    let slot = i18n::text(&format!("slot-{}", document.scan.slot.id()), &[]);
    let text = column![card_title(slot), small(document.scan.name.clone())];
    let (text, ready) = match &document.state {
        DocumentState::Loading => (text.push(small(tr!("approval-document-loading"))), false),
        DocumentState::Ready => {
            let size = i18n::size(document.scan.size);
            (text.push(remark(Tone::Ok, tr!("approval-document-ready", size = size))), true)
        }
        DocumentState::Failed(fault) => (text.push(remark(Tone::Bad, Trouble::new(fault).line())), false),
    };
    let show = (ready && !busy).then_some(Message::Show(index));
    entry(text, None, Some(secondary(tr!("approvals-open"), show)))
}

/// Names and values of a section as people read them, in the order of the form. Nothing that was sent is left out.
pub fn described(section: Section, values: &Values, forms: &Forms) -> Vec<(String, String)> {
    let fields = section.fields();
    let place = |name: &str| fields.iter().position(|field| field.id == name).unwrap_or(fields.len());
    // The version of a consent stands beside its name.
    let version_of = |name: &str| name.strip_suffix(VERSION).is_some_and(|consent| values.flag(consent));
    let said = values.iter().filter(|(name, _)| *name != CHANGED && !version_of(name));
    let mut all: Vec<(&str, &str)> = said.collect();
    all.sort_by_key(|(name, _)| place(name));
    let describe = |(name, value): (&str, &str)| {
        let known = fields.iter().find(|field| field.id == name);
        let value = match (known, values.text(&format!("{name}{VERSION}"))) {
            (Some(field), _) => shown(field, value, forms),
            (None, "") => flag(value),
            (None, version) => tr!("review-agreed", version = version),
        };
        (named(section, name, forms), value)
    };
    // Of a document that has not changed nothing else is said: that must be.
    let state = if values.flag(CHANGED) { "is-new" } else { "as-before" };
    let state = fields.iter().find(|field| field.id == CHANGED).map(|_| {
        (named(section, CHANGED, forms), i18n::text(&format!("form-{}-{state}", section.id()), &[]))
    });
    state.into_iter().chain(all.into_iter().map(describe)).collect()
}

fn named(section: Section, name: &str, forms: &Forms) -> String {
    let power = name.strip_prefix("power-").and_then(|id| forms.powers.iter().find(|power| power.id == id));
    let consent = name.strip_prefix("consent-").and_then(|id| forms.consents.iter().find(|c| c.id == id));
    match (power, consent) {
        (Some(power), _) => power.title.clone(),
        (_, Some(consent)) => consent.title.clone(),
        _ => i18n::text(&format!("form-{}-{name}", section.id()), &[]),
    }
}

fn flag(value: &str) -> String {
    if value == crate::domain::form::YES { tr!("approval-yes") } else { value.to_owned() }
}

fn shown(field: &FieldSpec, value: &str, forms: &Forms) -> String {
    let title = match field.kind {
        Kind::Flag => Some(flag(value)),
        Kind::Date => match value.split('-').collect::<Vec<_>>().as_slice() {
            [year, month, day] => Some(format!("{day}.{month}.{year}")),
            _ => None,
        },
        Kind::Snils => Snils::parse(value).ok().map(|snils| snils.to_string()),
        Kind::Phone => Some(shape::shown(field.kind, value, forms.country)),
        Kind::Choice(_) => Some(i18n::text(&format!("option-{}-{value}", field.id), &[])),
        Kind::List(spec::List::Regions) => {
            forms.regions.iter().find(|region| region.id == value).map(|region| region.title.clone())
        }
        Kind::List(spec::List::Offices) => forms.office(value).map(|office| office.title.clone()),
        Kind::List(spec::List::Kinds) => forms.kind(value).map(|kind| kind.title.clone()),
        Kind::List(spec::List::Classes) => forms.class(value).map(|class| class.title.clone()),
        _ => None,
    };
    title.unwrap_or_else(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::profile::{Named, Power};

    /// Seed row 0.28.
    #[test]
    fn nothing_is_approved_before_the_tick() {
        let mut screen = CardScreen::new();
        assert!(screen.update(Message::Approve).is_none());
        screen.update(Message::Checked(true));
        assert!(
            matches!(screen.update(Message::Approve), Some(Input::Decide(verdict)) if verdict.approved())
        );
    }

    /// Seed rows 0.31 and 0.32.
    #[test]
    fn a_request_is_declined_only_with_a_reason_and_a_tick() {
        let mut screen = CardScreen::new();
        screen.update(Message::Decline);
        screen.update(Message::Reason("нет печати".to_owned()));
        assert!(screen.update(Message::Confirm).is_none());
        screen.update(Message::Certain(true));
        let decided = screen.update(Message::Confirm);
        assert!(matches!(decided, Some(Input::Decide(verdict)) if verdict.reason() == "нет печати"));
        assert!(!screen.is_declining());
    }

    #[test]
    fn values_are_shown_as_people_read_them_and_none_is_left_out() {
        let forms = Forms {
            regions: vec![Named { id: "77".to_owned(), title: "Москва".to_owned() }],
            powers: vec![Power {
                id: "gmu".to_owned(),
                system: String::new(),
                title: "ГМУ".to_owned(),
                oid: String::new(),
                default: false,
                base: false,
                needs_another: false,
                preset: false,
                staff: false,
            }],
            ..Forms::default()
        };
        let office = Values::default().with("region", "77").with("unknown", "x").with("inn", "7707083893");
        let values: Vec<String> =
            described(Section::Office, &office, &forms).into_iter().map(|(_, value)| value).collect();
        assert_eq!(values, ["Москва", "7707083893", "x"]);
        let content = Values::default().with("power-gmu", "yes");
        assert_eq!(described(Section::Content, &content, &forms), [("ГМУ".to_owned(), tr!("approval-yes"))]);
        let consents = Values::default().with("consent-a", "yes").with("consent-a-version", "2");
        let consents = described(Section::Consents, &consents, &forms);
        assert_eq!(
            consents.iter().map(|(_, value)| value).collect::<Vec<_>>(),
            [&tr!("review-agreed", version = "2")]
        );
        let identity = Values::default().with("issued", "2021-03-08");
        // The first row says whether the document has changed.
        assert_eq!(described(Section::Identity, &identity, &forms)[1].1, "08.03.2021");
        assert_eq!(described(Section::Identity, &Values::default(), &forms).len(), 1);
    }
}
