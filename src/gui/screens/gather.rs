//! «Датчик случайных чисел»: movements and keys until the pool is full.
//!
//! A full pool waits for «Далее», and that button does not take the focus: whoever drums on the keyboard would
//! otherwise drum on into the field of the PIN, and an Enter among the keys would spend a try.

use std::time::Instant;

use iced::widget::canvas;
use iced::{Element, Fill};

use crate::entropy::{Event, Health, Pool, system_random};
use crate::fault::{Fault, SupportCode};
use crate::gui::screens::page::question;
use crate::gui::screens::trouble::fault_notice;
use crate::gui::screens::{Action, Frame, Page};
use crate::gui::theme::Tone;
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{primary, progress_with_text, quiet};
use crate::renewal::Input;
use crate::tr;

mod field;

use field::Field;

/// The pool, and what the field shows of it.
#[derive(Debug)]
pub struct GatherScreen {
    /// Empty once it was turned into a seed.
    pool: Option<Pool>,
    begun: Instant,
    /// Last places of the pointer, oldest first.
    trail: Vec<iced::Point>,
    drawn: canvas::Cache,
    /// «Прервать?» is asked.
    stopping: bool,
    /// The system's source failed.
    fault: Option<Fault>,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// A movement, click or key inside the field.
    Felt(Event),
    /// Esc or «Отмена».
    AskStop,
    /// «Продолжить сбор».
    Stay,
    /// «Прервать».
    Stop,
    /// «Далее», once the pool is full.
    Next,
}

impl Default for GatherScreen {
    fn default() -> Self {
        Self::new()
    }
}

impl GatherScreen {
    /// An empty pool.
    pub fn new() -> Self {
        Self {
            pool: Some(Pool::new()),
            begun: Instant::now(),
            trail: Vec::new(),
            drawn: canvas::Cache::default(),
            stopping: false,
            fault: None,
        }
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        match message {
            Message::Felt(event) => {
                self.feel(event);
                Action::None
            }
            Message::AskStop => {
                self.stopping = true;
                Action::None
            }
            Message::Stay => {
                self.stopping = false;
                Action::None
            }
            Message::Stop => Action::Ask(Input::Stop),
            Message::Next => self.finish(),
        }
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let full = self.pool.as_ref().is_none_or(Pool::is_full);
        let field = canvas(Field { trail: &self.trail, drawn: &self.drawn, open: !self.stopping && !full })
            .width(Fill)
            .height(field::HEIGHT);
        let (title, lead) = match full {
            false => (tr!("gather-title"), tr!("gather-lead")),
            true => (tr!("gather-full-title"), tr!("gather-full-lead")),
        };
        Page::new(title)
            .lead(lead)
            .push(field)
            .push(self.state())
            .extend(self.fault.as_ref().map(|fault| fault_notice(Tone::Bad, fault)))
            .left(quiet(tr!("app-cancel"), frame.unless_busy(Message::AskStop)))
            .right(primary(tr!("app-next"), frame.unless_busy(Message::Next).filter(|_| full)))
            .over(self.stopping.then(stop_question))
    }

    /// Bits, bar and health.
    fn state<'a>(&self) -> Element<'a, Message> {
        let (bits, target, health) = match &self.pool {
            Some(pool) => (pool.credited_bits(), pool.required_bits(), pool.health()),
            None => (crate::entropy::REQUIRED_BITS, crate::entropy::REQUIRED_BITS, Health::Normal),
        };
        let health = match health {
            Health::Normal => tr!("gather-health-fine"),
            Health::Repeating | Health::Lopsided => tr!("gather-health-poor"),
        };
        let percent = tr!("gather-percent", percent = bits * 100 / target);
        let state = tr!("gather-bits", bits = bits, target = target, health = health);
        progress_with_text(bits as f32 / target as f32, percent, state)
    }

    fn feel(&mut self, event: Event) {
        let Some(pool) = self.pool.as_mut().filter(|pool| !pool.is_full()) else { return };
        pool.add(event, u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(u64::MAX));
        if let Event::Move { x, y } | Event::Click { x, y, .. } = event {
            self.trail.push(iced::Point::new(f32::from(x), f32::from(y)));
            if self.trail.len() > field::TRAIL {
                self.trail.remove(0);
            }
        }
        self.drawn.clear();
    }

    /// Turns the pool into the seed: the movements are hashed together with the system's source.
    fn finish(&mut self) -> Action<Message> {
        let mut system = [0; 32];
        match system_random(&mut system) {
            Ok(()) => match self.pool.take_if(|pool| pool.is_full()) {
                Some(pool) => Action::Ask(Input::Randomness(pool.condition(system))),
                None => Action::None,
            },
            Err(error) => {
                self.fault = Some(Fault::new(SupportCode::Internal).with("detail", error));
                Action::None
            }
        }
    }
}

fn stop_question<'a>() -> Dialog<'a, Message> {
    question(
        "stop-gathering",
        tr!("gather-stop-title"),
        tr!("gather-stop-text"),
        (tr!("gather-stop-confirm"), Some(Message::Stop)),
        (tr!("gather-stop-stay"), Message::Stay),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_pool_waits_for_the_button() {
        let mut screen = GatherScreen::new();
        let mut place = 7_u32;
        for _ in 0..20_000 {
            // A walk without a pattern: the health tests would refuse a straight line. The clock of the screen
            // is slowed down by the rate limit of the pool, so time is turned back instead of slept through.
            place = place.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            screen.begun -= std::time::Duration::from_millis(u64::from(place >> 28) * 3 + 5);
            let (x, y) = ((place >> 16 & 0x1FF) as u16, (place >> 7 & 0xFF) as u16);
            assert!(matches!(screen.update(Message::Felt(Event::Move { x, y })), Action::None));
        }
        let Action::Ask(Input::Randomness(seed)) = screen.update(Message::Next) else {
            unreachable!("the pool never filled")
        };
        assert_eq!(seed.credited_bits(), crate::entropy::REQUIRED_BITS);
    }

    #[test]
    fn escape_asks_before_anything_stops() {
        let mut screen = GatherScreen::new();
        assert!(matches!(screen.update(Message::AskStop), Action::None));
        assert!(screen.stopping);
        assert!(matches!(screen.update(Message::Stop), Action::Ask(Input::Stop)));
    }
}
