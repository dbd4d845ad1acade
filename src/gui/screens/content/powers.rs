//! Which powers go together, what a certificate already has, and what changed. Pure.

use crate::domain::certificate::Certificate;
use crate::domain::form::Values;
use crate::domain::profile::{Forms, Power};

/// Name of the flag of a power.
pub fn flag(power: &Power) -> String {
    format!("power-{}", power.id)
}

/// The systems in the order of the profile, each with its powers.
pub fn systems(forms: &Forms, staff: bool) -> Vec<(&str, Vec<&Power>)> {
    let mut systems: Vec<(&str, Vec<&Power>)> = Vec::new();
    for power in forms.powers.iter().filter(|power| staff || !power.staff) {
        match systems.iter_mut().find(|(system, _)| *system == power.system) {
            Some((_, powers)) => powers.push(power),
            None => systems.push((&power.system, vec![power])),
        }
    }
    systems
}

/// A power was set or cleared: the base of its system comes along.
pub fn toggled(values: &Values, power: &Power, on: bool, forms: &Forms) -> Vec<(String, bool)> {
    let mut changes = vec![(flag(power), on)];
    if on && !power.base {
        changes.extend(bases(&power.system, forms).map(|base| (flag(base), true)));
    }
    changes.retain(|(flag, on)| values.flag(flag) != *on);
    changes
}

/// A base cannot be cleared while another power of its system needs it.
pub fn is_needed(values: &Values, power: &Power, forms: &Forms) -> bool {
    let others = forms.powers.iter().filter(|other| other.system == power.system && other.id != power.id);
    power.base && others.into_iter().any(|other| !other.base && values.flag(&flag(other)))
}

/// All powers of the preset of a system.
pub fn preset<'f>(system: &'f str, forms: &'f Forms) -> impl Iterator<Item = &'f Power> {
    forms
        .powers
        .iter()
        .filter(move |power| power.system == system && !power.staff && (power.preset || power.base))
}

/// Of a certificate: the powers whose identifiers stand among its extended key usages.
pub fn of_certificate<'f>(certificate: &Certificate, forms: &'f Forms) -> Vec<&'f Power> {
    let usages: Vec<String> = certificate.extended_key_usages().iter().map(ToString::to_string).collect();
    let known = |power: &&Power| !power.oid.is_empty() && usages.contains(&power.oid);
    forms.powers.iter().filter(known).collect()
}

/// Of a certificate: its protection class, by its policies.
pub fn class_of<'f>(certificate: &Certificate, forms: &'f Forms) -> Option<&'f str> {
    let policies: Vec<String> = certificate.policies().iter().map(ToString::to_string).collect();
    // A higher class names the lower ones too.
    let known = forms.classes.iter().rev().find(|class| policies.contains(&class.oid));
    known.map(|class| class.id.as_str())
}

fn bases<'f>(system: &'f str, forms: &'f Forms) -> impl Iterator<Item = &'f Power> {
    forms.powers.iter().filter(move |power| power.base && power.system == system)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn power(id: &str, base: bool, preset: bool) -> Power {
        Power {
            id: id.to_owned(),
            system: "СУФД".to_owned(),
            title: id.to_owned(),
            oid: String::new(),
            default: false,
            base,
            needs_another: false,
            preset,
            staff: false,
        }
    }

    fn forms() -> Forms {
        let powers = vec![power("base", true, true), power("sign", false, true), power("test", false, false)];
        Forms { powers, ..Forms::default() }
    }

    #[test]
    fn a_power_brings_its_base_along_and_the_base_cannot_go_before_it() {
        let forms = forms();
        let mut values = Values::default();
        let changes = toggled(&values, &forms.powers[1], true, &forms);
        assert_eq!(changes, [("power-sign".to_owned(), true), ("power-base".to_owned(), true)]);
        changes.iter().for_each(|(flag, on)| values.set_flag(flag, *on));
        assert!(is_needed(&values, &forms.powers[0], &forms));
        values.set_flag("power-sign", false);
        assert!(!is_needed(&values, &forms.powers[0], &forms));
    }

    #[test]
    fn the_preset_is_everything_but_testing() {
        let forms = forms();
        let ids: Vec<&str> = preset("СУФД", &forms).map(|power| power.id.as_str()).collect();
        assert_eq!(ids, ["base", "sign"]);
    }
}
