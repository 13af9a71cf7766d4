/// The text of `themes/default.toml`, so that the program has a look when no theme folder is found.
/// A test compares the two.
public let embeddedDefaultTheme = #"""
  # The look that everything else is measured against: greys, one calm blue, and warm colours only for what matters.
  version = 1
  name = "default"
  mode = "dark"
  glyphs = "braille"

  # A colour is a list, best first; the first entry that the terminal can show is used:
  # "#rrggbb" or an index of 256 colours, a name of the 16, attributes where there are no colours at all.
  [palette]
  base = ["#1c1c1c", "black"]
  raised = ["#303030", "blue", "reverse"]
  ink = ["#d0d0d0", "bright-white"]
  strong = ["#eeeeee", "bright-white", "bold"]
  quiet = ["#8a8a8a", "white", "dim"]
  line = ["#4e4e4e", "bright-black", "dim"]
  faint = ["#3a3a3a", "bright-black", "dim"]
  slot = ["#626262", "bright-black", "dim"]
  blue = ["#5fafff", "bright-blue", "bold"]
  sky = ["#87afd7", "bright-cyan", "bold"]
  steel = ["#5f87af", "cyan"]
  teal = ["#5fd7af", "bright-green", "underline"]
  green = ["#87d787", "green"]
  yellow = ["#ffd75f", "bright-yellow", "bold"]
  amber = ["#ffaf00", "yellow", "bold"]
  orange = ["#ff875f", "bright-yellow", "bold"]
  red = ["#ff5f5f", "bright-red", "bold"]
  alarm = ["#ff5f5f", "bright-red", "bold", "reverse"]
  rose = ["#ff87af", "bright-magenta", "underline"]
  violet = ["#af87ff", "magenta", "underline"]
  aqua = ["#5fd7d7", "cyan", "underline"]
  sand = ["#d7af87", "bright-yellow", "dim"]
  silver = ["#b2b2b2", "white"]

  [role]
  text = { fg = "ink", bg = "base" }
  muted = "quiet"
  title = { fg = "sky", attributes = ["bold"] }
  "title.focus" = { fg = "yellow", attributes = ["bold"] }
  header = { fg = "silver" }
  footer = "quiet"
  border = "line"
  "border.focus" = "sky"
  select = { fg = "strong", bg = "raised", attributes = ["bold"] }
  key = "yellow"
  value = "strong"
  ok = "green"
  warn = "amber"
  bad = { fg = "red", attributes = ["bold"] }
  axis = "quiet"
  grid = "faint"
  cursor = "yellow"
  kept = "steel"
  filled = "teal"
  rectified = "violet"
  dropped = "red"
  padded = "slot"
  capacity = "strong"
  fair = "quiet"
  "expert.dead" = { fg = "alarm", attributes = ["bold"] }
  "expert.hot" = "orange"
  forecast = "violet"

  [series]
  colors = ["blue", "amber", "teal", "rose", "violet", "yellow", "aqua", "sand", "silver"]
  glyphs = ["●", "▲", "■", "◆", "▼", "★", "○", "△", "□"]

  [ramp]
  sequential = [
    ["#262626", "blue"], ["#5f005f", "blue"], ["#87005f", "magenta"], ["#af005f", "magenta"],
    ["#d7005f", "bright-red"], ["#ff5f00", "bright-red"], ["#ff8700", "yellow"], ["#ffaf00", "yellow"],
    ["#ffd75f", "bright-yellow"], ["#ffff87", "bright-white"],
  ]
  diverging = [
    ["#87d7ff", "bright-cyan"], ["#5fafff", "cyan"], ["#0087d7", "bright-blue"], ["#005faf", "blue"],
    ["#303030", "black"],
    ["#875f00", "red"], ["#af5f00", "bright-red"], ["#ff8700", "yellow"], ["#ffd75f", "bright-yellow"],
  ]
  glyphs = "·░▒▓█"

  """#
