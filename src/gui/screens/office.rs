//! «Куда подаём»: region, office, organisation.

use iced::Element;
use iced::widget::operation;

use crate::domain::field::Field as CertificateField;
use crate::domain::form::{FieldSpec, Section};
use crate::domain::profile::Forms;
use crate::gui::screens::form::fields::{Change, Fields, pair};
use crate::gui::screens::form::typing::{Typing, label, widget};
use crate::gui::screens::form::{behind, shape};
use crate::gui::screens::trouble::fault_notice;
use crate::gui::screens::{Action, Frame, Page};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{
    Hint, card, field, focus_at, label as caption_of, picker, picker_offset, primary, quiet, small,
};
use crate::renewal::{Input, View};
use crate::tr;

pub mod search;

use search::Search;

/// Drafts of the screen.
#[derive(Debug, Clone)]
pub struct OfficeScreen {
    typing: Typing,
    region: Search,
    office: Search,
}

/// Which of the two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Subjects of the Federation.
    Region,
    /// Offices of the chosen one.
    Office,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// The text above a list changed.
    Search(Which, String),
    /// An arrow key.
    Step(Which, isize),
    /// An entry was clicked, by its place among those found.
    Take(Which, usize),
    /// Enter above a list.
    Enter(Which),
    /// Another field changed.
    Change(Change),
    /// «Далее» or Enter.
    Next,
    /// «Назад».
    Back,
}

impl Which {
    /// Name of the field.
    fn id(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Office => "office",
        }
    }

    /// Name of the list, for scrolling.
    fn list(self) -> &'static str {
        match self {
            Self::Region => "list-region",
            Self::Office => "list-office",
        }
    }

    /// What can be chosen: identifier and name.
    fn entries<'f>(self, region: &str, forms: &'f Forms) -> Vec<(&'f str, &'f str)> {
        match self {
            Self::Region => forms.regions.iter().map(|r| (r.id.as_str(), r.title.as_str())).collect(),
            Self::Office => {
                let here =
                    forms.offices.iter().filter(|office| forms.regions.is_empty() || office.region == region);
                here.map(|office| (office.id.as_str(), office.title.as_str())).collect()
            }
        }
    }
}

impl OfficeScreen {
    /// What was chosen before; ОГРН and ИНН are those of the certificate.
    pub fn new(view: &View) -> Self {
        let typing = Typing::new(Section::Office, view);
        Self { typing, region: Search::default(), office: Search::default() }
    }

    /// The section while it is typed.
    pub fn typing(&self) -> &Typing {
        &self.typing
    }

    /// The same, to take what is not saved yet.
    pub fn typing_mut(&mut self) -> &mut Typing {
        &mut self.typing
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, frame: &Frame<'_>) -> Action<Message> {
        let forms = &frame.view.profile.forms;
        match message {
            Message::Search(which, text) => {
                let chosen = self.chosen(which, forms).to_owned();
                self.search_mut(which).typed(text, &chosen);
            }
            Message::Step(which, by) => {
                let found = self.found(which, forms).len();
                let chosen = self.chosen(which, forms).to_owned();
                let search = self.search_mut(which);
                search.step(by, found, &chosen);
                let offset = picker_offset(search.marked());
                return Action::Run(operation::scroll_to(which.list(), offset));
            }
            Message::Take(which, place) => return self.take(which, place, forms),
            Message::Enter(which) => {
                if self.search(which).is_open(self.chosen(which, forms)) {
                    return self.take(which, self.search(which).marked(), forms);
                }
                return self.next(frame);
            }
            Message::Change(change) => change.apply(&mut self.typing, forms),
            Message::Next => return self.next(frame),
            Message::Back => return Action::Ask(Input::Back),
        }
        Action::None
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let forms = &frame.view.profile.forms;
        let problems = self.typing.problems(frame.view, frame.now);
        let fields = Fields {
            typing: &self.typing,
            forms,
            problems: &problems,
            on_change: Message::Change,
            on_enter: frame.unless_busy(Message::Next),
        };
        let region = self.typing.values().text("region");
        let mut page = Page::new(tr!("form-office-heading")).lead(tr!("form-office-lead"));
        page = page.extend(frame.view.fault.as_ref().map(|fault| fault_notice(Tone::Bad, fault)));
        if !forms.regions.is_empty() {
            page = page.push(self.list(Which::Region, &fields));
        }
        if !forms.offices.is_empty() {
            page = match region.is_empty() && !forms.regions.is_empty() {
                true => page.push(closed(label(Section::Office, "office"))),
                false => page.push(self.list(Which::Office, &fields)),
            };
        }
        let numbers = ["ogrn", "inn"].into_iter().filter_map(spec).map(|spec| number(spec, &fields, frame));
        let mut numbers = numbers;
        if let Some(first) = numbers.next() {
            page = page.push(pair(first, numbers.next()));
        }
        page.extend(spec("representative").map(|spec| card(fields.one(spec))))
            .extend(behind(frame))
            .left(quiet(tr!("app-back"), frame.unless_busy(Message::Back)))
            .right(primary(tr!("app-next"), frame.unless_busy(Message::Next)))
    }

    fn list<'a>(&'a self, which: Which, fields: &Fields<'a, '_, Message>) -> Element<'a, Message> {
        let forms = fields.forms;
        let search = self.search(which);
        let chosen = self.chosen(which, forms);
        let text = search.text(chosen);
        let (required, hint) = match spec(which.id()) {
            Some(spec) => (fields.required(spec), self.typing.hint(spec, fields.problems, forms)),
            None => (None, Hint::None),
        };
        let input = field(label(Section::Office, which.id()), text)
            .id(widget(which.id()))
            .placeholder(tr!("office-search"))
            .required(required)
            .hint(hint)
            .on_input(move |text| Message::Search(which, text))
            .on_submit(Some(Message::Enter(which)));
        let shown = picker(
            input,
            which.list(),
            move |by| Message::Step(which, by),
            move |place| Message::Take(which, place),
        );
        if !search.is_open(chosen) {
            return shown.into();
        }
        let entries = which.entries(self.typing.values().text("region"), forms);
        let found = self.found(which, forms).into_iter().filter_map(|place| entries.get(place));
        let names = found.map(|(_, title)| (*title).to_owned()).collect();
        shown.open(names, search.marked(), tr!("office-nothing")).into()
    }

    fn take(&mut self, which: Which, place: usize, forms: &Forms) -> Action<Message> {
        let entries = which.entries(self.typing.values().text("region"), forms);
        let taken = self.found(which, forms).get(place).and_then(|place| entries.get(*place));
        let Some((id, _)) = taken else { return Action::None };
        let id = (*id).to_owned();
        let another = self.typing.values().text(which.id()) != id;
        self.typing.set(which.id(), &id);
        self.search_mut(which).close();
        if which == Which::Office || forms.offices.is_empty() {
            return Action::None;
        }
        // An office of another region must not stay; the only office of a region is no question.
        if another {
            let offices = Which::Office.entries(&id, forms);
            let only = if offices.len() == 1 { offices.first() } else { None };
            self.typing.set("office", only.map_or("", |(id, _)| *id));
            self.office.close();
        }
        Action::Run(focus_at(widget("office")))
    }

    fn next(&mut self, frame: &Frame<'_>) -> Action<Message> {
        if frame.busy { Action::None } else { self.typing.next(frame) }
    }

    fn found(&self, which: Which, forms: &Forms) -> Vec<usize> {
        let entries = which.entries(self.typing.values().text("region"), forms);
        self.search(which).find(entries.into_iter().map(|(_, title)| title))
    }

    /// Name of what is chosen; empty when nothing is.
    fn chosen<'f>(&self, which: Which, forms: &'f Forms) -> &'f str {
        let id = self.typing.values().text(which.id());
        let entries = which.entries(self.typing.values().text("region"), forms);
        entries.into_iter().find(|(entry, _)| *entry == id).map_or("", |(_, title)| title)
    }

    fn search(&self, which: Which) -> &Search {
        match which {
            Which::Region => &self.region,
            Which::Office => &self.office,
        }
    }

    fn search_mut(&mut self, which: Which) -> &mut Search {
        match which {
            Which::Region => &mut self.region,
            Which::Office => &mut self.office,
        }
    }
}

/// ОГРН or ИНН: of the certificate and then not to be changed, or to be typed.
fn number<'a>(
    spec: &'static FieldSpec,
    fields: &Fields<'a, '_, Message>,
    frame: &Frame<'a>,
) -> Element<'a, Message> {
    let names: &[CertificateField] = match spec.id {
        "ogrn" => &[CertificateField::Ogrn, CertificateField::Ogrnip],
        _ => &[CertificateField::InnLe],
    };
    let known = |name: &CertificateField| {
        frame.view.old.as_ref().is_some_and(|old| old.subject().value(*name).is_some())
    };
    let known = names.iter().any(known) && !fields.typing.values().text(spec.id).is_empty();
    if known {
        let shown = shape::shown(spec.kind, fields.typing.values().text(spec.id), fields.forms.country);
        field(label(Section::Office, spec.id), shown).hint(Hint::Plain(tr!("office-from-certificate"))).into()
    } else {
        fields.one(spec)
    }
}

/// The second list before the first choice.
fn closed<'a>(name: String) -> Element<'a, Message> {
    iced::widget::column![caption_of(name), small(tr!("office-region-first"))].spacing(measures::GAP_S).into()
}

fn spec(id: &str) -> Option<&'static FieldSpec> {
    Section::Office.fields().iter().find(|field| field.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::Kind;
    use crate::domain::form::spec::List;

    #[test]
    fn the_lists_are_those_of_the_specification() {
        let kind = |id: &str| spec(id).map(|field| field.kind);
        assert_eq!(kind("region"), Some(Kind::List(List::Regions)));
        assert_eq!(kind("office"), Some(Kind::List(List::Offices)));
    }
}
