/// A colour of the screen, opaque.
package struct Color: Sendable, Equatable {
    package var red: Double
    package var green: Double
    package var blue: Double

    /// A colour from its usual hexadecimal number, such as 0x0072B2.
    package init(_ hex: UInt32) {
        self.init(
            red: Double(hex >> 16 & 255) / 255, green: Double(hex >> 8 & 255) / 255, blue: Double(hex & 255) / 255)
    }

    package init(red: Double, green: Double, blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// The colour that lies so far on the way to another; 0 is this one, 1 the other.
    ///
    /// Faint colours are mixed with the background instead of drawn transparent, so that a line that crosses itself
    /// stays even.
    package func mixed(with other: Color, _ share: Double) -> Color {
        Color(
            red: red + (other.red - red) * share, green: green + (other.green - green) * share,
            blue: blue + (other.blue - blue) * share)
    }

    /// Relative luminance as WCAG 2 defines it, from 0 (black) to 1 (white).
    package var luminance: Double {
        func linear(_ value: Double) -> Double {
            value <= 0.04045 ? value / 12.92 : power((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// Contrast to another colour as WCAG 2 defines it, from 1 (none) to 21.
    package func contrast(to other: Color) -> Double {
        let (a, b) = (luminance, other.luminance)
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }
}

/// The colours of a theme.
package struct Palette: Sendable {
    /// Behind everything.
    package var background: Color
    /// Titles and numbers in the figure.
    package var ink: Color
    /// Axis titles, tick labels, legends.
    package var muted: Color
    /// Grid lines.
    package var grid: Color
    /// The line that data stand on, and ticks.
    package var axis: Color
    /// The ground of an image: what 0 looks like. 1 looks like `ink`.
    package var paper: Color
    /// What is wrong.
    package var wrong: Color
    /// The series in their order. One hue has the same place in both themes, so that prose can name it.
    package var series: [Color]

    /// The hues of Okabe and Ito, "Color Universal Design" (2008), which readers with any colour vision tell apart:
    /// blue, vermilion, bluish green, reddish purple, orange, sky blue, grey. Their yellow is left out and two of the
    /// others darkened, to be seen as thin lines on white; the dark theme has them lighter.
    package static let light = Palette(
        background: Color(0xFFFFFF), ink: Color(0x1B1F24), muted: Color(0x59616C), grid: Color(0xE4E7EB),
        axis: Color(0x8B939E), paper: Color(0xF3F4F6), wrong: Color(0xC0321F),
        series: [0x0072B2, 0xD55E00, 0x00896A, 0xB85C93, 0xC98500, 0x3A9BD9, 0x4A4F57].map(Color.init))
    package static let dark = Palette(
        background: Color(0x15181D), ink: Color(0xE9EBEE), muted: Color(0xA3ABB6), grid: Color(0x2B3038),
        axis: Color(0x69717D), paper: Color(0x22262D), wrong: Color(0xFF7A66),
        series: [0x56B4E9, 0xFF8B45, 0x2FC79B, 0xE79BC6, 0xF0B83C, 0xA9D8F5, 0xC3C8CF].map(Color.init))
}

extension FigureTheme {
    package var palette: Palette {
        switch self {
        case .light: .light
        case .dark: .dark
        }
    }
}
