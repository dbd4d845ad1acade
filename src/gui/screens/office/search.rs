//! Search as you type in a list of names: every part that was typed must occur, in any order. Pure.

/// Where somebody is in a list.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// As typed; `None` while the chosen entry is shown instead.
    query: Option<String>,
    /// Which of the entries found is marked.
    marked: usize,
}

impl Search {
    /// The text of the field: what is typed, else the name of what is chosen.
    pub fn text<'a>(&'a self, chosen: &'a str) -> &'a str {
        self.query.as_deref().unwrap_or(chosen)
    }

    /// The list is shown: something is being typed, or nothing is chosen yet.
    pub fn is_open(&self, chosen: &str) -> bool {
        self.query.is_some() || chosen.is_empty()
    }

    /// The text changed: the best entry is marked. Who types behind the name of what is chosen, or deletes from its
    /// end, looks for something else: the name makes room.
    pub fn typed(&mut self, text: String, chosen: &str) {
        let fresh = self.query.is_none() && !chosen.is_empty();
        let query = match text.strip_prefix(chosen) {
            // Keys may come faster than the page is drawn anew: the name may still stand before what is typed.
            Some(added) if !chosen.is_empty() => added.to_owned(),
            None if fresh && chosen.starts_with(&text) => String::new(),
            _ => text,
        };
        self.query = Some(query);
        self.marked = 0;
    }

    /// Another entry is marked; the first arrow opens the list.
    pub fn step(&mut self, by: isize, found: usize, chosen: &str) {
        if self.is_open(chosen) {
            self.marked = self.marked.saturating_add_signed(by).min(found.saturating_sub(1));
        } else {
            self.query = Some(String::new());
            self.marked = 0;
        }
    }

    /// An entry was taken.
    pub fn close(&mut self) {
        *self = Self::default();
    }

    /// Which entry is marked.
    pub fn marked(&self) -> usize {
        self.marked
    }

    /// The places of the names that fit, best first: those that begin with what was typed, then those with a word that
    /// does, then the rest, each in the order of the list.
    pub fn find<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Vec<usize> {
        let query = fold(self.query.as_deref().unwrap_or_default());
        let parts: Vec<&str> = query.split_whitespace().collect();
        let mut found: Vec<(u8, usize)> = names
            .into_iter()
            .enumerate()
            .filter_map(|(place, name)| Some((rank(&fold(name), &parts)?, place)))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, place)| place).collect()
    }
}

fn rank(name: &str, parts: &[&str]) -> Option<u8> {
    if !parts.iter().all(|part| name.contains(part)) {
        return None;
    }
    let Some(first) = parts.first() else { return Some(0) };
    let begins = |word: &str| word.starts_with(first);
    Some(if begins(name) {
        0
    } else if name.split(|c: char| !c.is_alphanumeric()).any(begins) {
        1
    } else {
        2
    })
}

/// Capitals and the two dots of «ё» make no difference.
fn fold(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGIONS: [&str; 5] =
        ["Алтайский край", "Республика Алтай", "Орловская область", "г. Москва", "Московская область"];

    fn found(query: &str) -> Vec<&'static str> {
        let mut search = Search::default();
        search.typed(query.to_owned(), "");
        search.find(REGIONS).into_iter().map(|place| REGIONS[place]).collect()
    }

    #[test]
    fn any_part_of_any_word_finds_an_entry_in_any_order() {
        assert_eq!(found("алт"), ["Алтайский край", "Республика Алтай"]);
        assert_eq!(found("обл моск"), ["Московская область"]);
        assert_eq!(found("МОСК"), ["Московская область", "г. Москва"], "the name that begins so comes first");
        assert_eq!(found("ОРЁЛ"), Vec::<&str>::new());
        assert_eq!(found("орл"), ["Орловская область"]);
        assert_eq!(found("").len(), 5);
    }

    #[test]
    fn typing_behind_what_is_chosen_looks_for_something_else() {
        let mut search = Search::default();
        search.typed("г. Москвао".to_owned(), "г. Москва");
        assert_eq!(search.text("г. Москва"), "о");
        search.typed("г. Москваор".to_owned(), "г. Москва");
        assert_eq!(search.text("г. Москва"), "ор");
        search.typed("ор".to_owned(), "г. Москва");
        assert_eq!(search.text("г. Москва"), "ор");
        let mut search = Search::default();
        search.typed("г. Москв".to_owned(), "г. Москва");
        assert_eq!(search.text("г. Москва"), "");
    }

    #[test]
    fn arrows_stay_inside_the_list_and_the_first_one_opens_it() {
        let mut search = Search::default();
        search.step(1, 3, "г. Москва");
        assert!(search.is_open("г. Москва"));
        assert_eq!(search.marked(), 0);
        (0..5).for_each(|_| search.step(1, 3, ""));
        assert_eq!(search.marked(), 2);
        (0..5).for_each(|_| search.step(-1, 3, ""));
        assert_eq!(search.marked(), 0);
    }
}
