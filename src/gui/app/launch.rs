//! Opens the window and ties it to the worker thread.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender};

use iced::futures::Stream;
use iced::futures::channel::mpsc;
use iced::{Size, Task, window};

use crate::domain::settings::InForce;
use crate::gui::app::{App, Message};
use crate::gui::icon;
use crate::gui::theme::{self, measures};
use crate::platform::appearance;
use crate::ports::Clock;
use crate::runtime::message::{Command, Notice};
use crate::runtime::system::SystemClock;

/// Smallest useful size of the window.
const SMALLEST: (f32, f32) = (860.0, 600.0);
/// Joins the window to its entry in the menu of the desktop.
#[cfg(target_os = "linux")]
const APPLICATION_ID: &str = "ru.renewal_master.RenewalMaster";

/// The two ends of the worker thread.
#[derive(Debug)]
pub struct WorkerLink {
    /// Orders.
    pub commands: Sender<Command>,
    /// News.
    pub notices: Receiver<Notice>,
}

/// Opens the window and returns when it was closed.
///
/// # Errors
/// When the system gives no window.
pub fn run(worker: WorkerLink, training: bool, held: InForce) -> iced::Result {
    let worker = Mutex::new(Some(worker));
    let scale = f32::from(held.settings.text_size) / 100.0;
    let boot = move || {
        let link = worker.lock().ok().and_then(|mut worker| worker.take());
        boot(link, training, held.clone())
    };
    iced::application(boot, App::update, App::view)
        .title(App::title)
        .theme(App::theme)
        .scale_factor(App::scale)
        .subscription(App::subscription)
        .settings(theme::settings())
        .window(window_settings(scale))
        .run()
}

fn boot(link: Option<WorkerLink>, training: bool, held: InForce) -> (App, Task<Message>) {
    let (commands, notices) = match link {
        Some(link) => (link.commands, Some(link.notices)),
        // Booted twice: never done by iced; the window then says that the worker is gone.
        None => (std::sync::mpsc::channel().0, None),
    };
    // The clock of the worker: in a training both follow the days that were played.
    let mut app = App::new(commands, training, || SystemClock.now()).with(held);
    app.send(Command::Scan);
    let news = notices.map_or_else(Task::none, |notices| Task::run(stream(notices), Message::Notice));
    let theme = Task::batch([iced::system::theme().map(Message::SystemTheme), theme_of_desktop()]);
    (app, Task::batch([theme, news.chain(Task::done(Message::WorkerGone))]))
}

/// What the desktop says of dark windows where the window itself does not know. Asked on a thread of its own: nobody
/// waits for a message bus.
fn theme_of_desktop() -> Task<Message> {
    let (tell, told) = iced::futures::channel::oneshot::channel();
    std::thread::spawn(move || tell.send(appearance::prefers_dark()));
    let mode = |dark| if dark { iced::theme::Mode::Dark } else { iced::theme::Mode::Light };
    let answer = async move { told.await.ok().flatten().map_or(iced::theme::Mode::None, mode) };
    Task::perform(answer, Message::SystemTheme)
}

/// The receiver as a stream: a thread of its own waits, so that the window never does.
fn stream(notices: Receiver<Notice>) -> impl Stream<Item = Notice> + Send + 'static {
    let (sender, receiver) = mpsc::unbounded();
    std::thread::spawn(move || {
        for notice in notices {
            if sender.unbounded_send(notice).is_err() {
                break;
            }
        }
    });
    receiver
}

/// Brings the window to the front. A desktop that lets no program do that marks it as waiting instead.
pub(super) fn raise<M: Send + 'static>() -> Task<M> {
    window::latest().and_then(|id| {
        Task::batch([
            window::minimize(id, false),
            window::gain_focus(id),
            window::request_user_attention(id, Some(window::UserAttention::Informational)),
        ])
    })
}

/// The text size makes what is in the window larger, not the window: it would not fit the screen any more.
fn window_settings(scale: f32) -> window::Settings {
    window::Settings {
        size: Size::from(measures::WINDOW) * (1.0 / scale),
        min_size: Some(Size::from(SMALLEST) * (1.0 / scale)),
        icon: icon::icon(),
        #[cfg(target_os = "linux")]
        platform_specific: window::settings::PlatformSpecific {
            application_id: APPLICATION_ID.to_owned(),
            ..Default::default()
        },
        ..window::Settings::default()
    }
}
