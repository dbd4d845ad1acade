//! What went wrong, as every screen shows it: headline, what it means for the key, what to do, code for support.

use iced::widget::{Container, Text};

use crate::domain::moment::{self, Moment};
use crate::fault::Fault;
use crate::gui::theme::{Tone, styles};
use crate::gui::widgets::{notice, small};
use crate::i18n;
use crate::tr;

/// A fault in the words of the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// A few words: the first sentence of `err-…`.
    pub headline: String,
    /// What it means for the key, the reason of the CA if it gave one, and what to do.
    pub advice: String,
    /// What to do.
    pub remedy: String,
    /// Code for support.
    pub code: String,
}

impl Trouble {
    /// Finds the words.
    pub fn new(fault: &Fault) -> Self {
        let said = i18n::fault(fault);
        let (headline, meaning) = said.what.split_once(". ").unwrap_or((said.what.trim_end_matches('.'), ""));
        let reason = fault.fact("reason").filter(|reason| !reason.is_empty());
        let reason = reason.map(|reason| tr!("fault-reason", reason = reason));
        let parts = [meaning.to_owned(), reason.unwrap_or_default(), said.remedy.clone()];
        Self {
            headline: headline.to_owned(),
            advice: parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" "),
            remedy: said.remedy,
            code: said.code,
        }
    }

    /// What happened and what to do, without what it means for a key: before there is one.
    pub fn cause_and_fix(&self) -> String {
        format!("{}. {}", self.headline, self.remedy)
    }

    /// All of it in one line, for a notice.
    pub fn notice(&self) -> String {
        format!("{} ({})", self.line(), self.code)
    }

    /// One line for a hint under a field.
    pub fn line(&self) -> String {
        format!("{}. {}", self.headline, self.advice)
    }
}

/// A notice that says all of a fault in one line.
pub fn fault_notice<'a, M: 'a>(tone: Tone, fault: &Fault) -> Container<'a, M> {
    notice(tone, Trouble::new(fault).notice())
}

/// A small sentence in the colour of a tone.
pub fn remark<'a>(tone: Tone, sentence: String) -> Text<'a> {
    small(sentence).style(match tone {
        Tone::Info => styles::muted,
        Tone::Ok => styles::ok,
        Tone::Warn => styles::warn,
        Tone::Bad => styles::bad,
    })
}

/// «сегодня в 14:32», or the day and the time.
pub fn day_and_clock(moment: Moment, now: Moment) -> String {
    if moment::local(moment).date() == moment::local(now).date() {
        tr!("when-today", time = i18n::clock(moment))
    } else {
        tr!("when-other", date = i18n::date(moment), time = i18n::clock(moment))
    }
}

/// What «Скопировать сведения» puts on the clipboard. Facts never hold secrets (see [`Fault`]).
pub fn details(fault: &Fault) -> String {
    let mut lines = vec![
        format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
        format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        fault.support_code(),
    ];
    lines.extend(fault.facts.iter().map(|(name, value)| format!("{name}: {value}")));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::SupportCode;

    #[test]
    fn every_headline_is_short_and_every_code_has_advice() {
        for code in SupportCode::ALL {
            let trouble = Trouble::new(&Fault::new(*code));
            assert!(trouble.headline.chars().count() <= 60, "{}", trouble.headline);
            assert!(trouble.advice.chars().count() > 20, "{code:?}");
        }
    }

    #[test]
    fn the_reason_of_the_ca_is_told() {
        let fault = Fault::new(SupportCode::CaRejected).with("reason", "истёк паспорт");
        assert!(Trouble::new(&fault).advice.contains("Причина: истёк паспорт"));
    }

    #[test]
    fn copied_details_name_the_code_and_the_facts() {
        let fault = Fault::new(SupportCode::TokenRemoved).with("rv", "0x32");
        assert!(details(&fault).contains("TOKEN-REMOVED-0x32\nrv: 0x32"));
    }
}
