//! The icon of the window, drawn by distances instead of stored as a picture: a ring with a gap, on blue.

use iced::window::Icon;

/// Edge in pixels.
const EDGE: u32 = 64;
const BLUE: [u8; 3] = [0x1B, 0x5F, 0xC1];
const WHITE: [u8; 3] = [0xFF, 0xFF, 0xFF];

/// The icon; `None` if the system wants none of this size.
pub fn icon() -> Option<Icon> {
    let pixels = (0..EDGE * EDGE).flat_map(|i| pixel((i % EDGE) as f32 + 0.5, (i / EDGE) as f32 + 0.5));
    iced::window::icon::from_rgba(pixels.collect(), EDGE, EDGE).ok()
}

fn pixel(x: f32, y: f32) -> [u8; 4] {
    let half = EDGE as f32 / 2.0;
    let (x, y) = (x - half, y - half);
    let ground = cover(box_distance(x, y, half, 14.0));
    let gap = x > 0.0 && y < 0.0 && y.abs() < x * 1.4;
    let ring = if gap { 0.0 } else { cover((x.hypot(y) - 17.0).abs() - 3.5) };
    // The head of the arrow, where the ring ends.
    let head = cover((x - 11.0).abs().max((y + 12.0).abs()) - 6.0) * cover(-(x - 11.0) - (y + 12.0));
    let ink = ring.max(head);
    let mix = |blue: u8, white: u8| (f32::from(blue) * (1.0 - ink) + f32::from(white) * ink) as u8;
    [mix(BLUE[0], WHITE[0]), mix(BLUE[1], WHITE[1]), mix(BLUE[2], WHITE[2]), (ground * 255.0) as u8]
}

/// Distance to a square with rounded corners; negative inside.
fn box_distance(x: f32, y: f32, half: f32, radius: f32) -> f32 {
    let (x, y) = (x.abs() - half + radius, y.abs() - half + radius);
    x.max(0.0).hypot(y.max(0.0)) + x.max(y).min(0.0) - radius
}

/// How much of a pixel at this distance is covered, for smooth edges.
fn cover(distance: f32) -> f32 {
    (0.5 - distance).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_are_clear_and_the_ring_is_white() {
        assert_eq!(pixel(0.5, 0.5)[3], 0);
        assert_eq!(pixel(15.0, 32.0), [255, 255, 255, 255]);
        assert_eq!(pixel(32.0, 32.0), [BLUE[0], BLUE[1], BLUE[2], 255]);
    }
}
