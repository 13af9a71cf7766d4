internal import Experiment
internal import TerminalUI

extension CommandID {
  static let mergedGates: CommandID = "tokens.merged.gates"
}

/// Images block by block: each group of merged tokens in its mean colour, and the source tokens with their gates.
struct MergedView: PanelView {
  private(set) var image = 0
  /// The block after which the picture stands; nil follows the last.
  private(set) var block: Int?
  private(set) var showsGates = false

  let name = "tokens.merged"
  let word = "merged"
  let subjects: RunSubject = .pictures
  var commands: [Binding] {
    [
      binding(
        [.character("n")], .mergedGates, showsGates ? "groups" : "gates", "groups, or source tokens with their gates",
        rank: 10)
    ] + arrows(vertical: "image", horizontal: "block", rank: 11)
  }

  func detail(_ shared: Shared) -> String {
    let gallery = Gallery(shared.pictures)
    guard let shown = gallery.shown(image: image, block: block) else { return "" }
    return "image \(shown.image + 1) of \(gallery.images) · after block \(shown.block + 1) of \(gallery.blocks)"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    let gallery = Gallery(shared.pictures)
    guard let shown = gallery.shown(image: image, block: block) else { return nil }
    switch command {
    case .mergedGates: showsGates.toggle()
    case .cellUp: image = max(0, shown.image - 1)
    case .cellDown: image = min(gallery.images - 1, shown.image + 1)
    case .cellLeft: block = max(0, shown.block - 1)
    case .cellRight: block = shown.block + 1 >= gallery.blocks - 1 ? nil : shown.block + 1
    default: break
    }
    return nil
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let gallery = Gallery(shared.pictures)
    guard let shown = gallery.shown(image: image, block: block) else {
      return drawNothing("no evaluation with pictures yet", in: area, on: &canvas)
    }
    var entries: [(title: String, picture: Picture)] = []
    if let original = gallery.picture("image", shown.image) { entries.append(("image", original)) }
    let kind = showsGates ? "gate" : "merged"
    // The chosen block first, then those after it, while there is room.
    for next in shown.block..<max(gallery.blocks, shown.block + 1) {
      if let picture = gallery.picture(kind, shown.image, next) { entries.append(("after block \(next + 1)", picture)) }
    }
    guard entries.count > 1 else {
      return drawNothing("this evaluation has no \(showsGates ? "gates" : "merged groups")", in: area, on: &canvas)
    }
    let foot = area.height >= 6 ? 1 : 0
    let (upper, lower) = area.splitBottom(foot)
    draw(entries, in: upper, on: &canvas)
    if foot > 0 {
      canvas.text(theme.glyphs.printable(sanitized(entries[1].picture.caption)), in: lower.row(0), style: theme[.muted])
    }
  }

  /// Pictures beside each other at one size, as many as there is room for; at least the image and one more.
  private func draw(_ entries: [(title: String, picture: Picture)], in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let inner = area.height - 1
    guard inner >= 2, let first = PixelMap(entries[0].picture) else { return }
    let natural = first.place(in: Rect(x: 0, y: 0, width: max(1, (area.width - 2) / 2), height: inner))
    let width = max(13, natural.width) + 2
    let rows = max(1, area.height / max(2, natural.height + 2))
    let across = max(2, area.width / width)
    for (number, entry) in entries.prefix(across * rows).enumerated() {
      guard let map = PixelMap(entry.picture) else { continue }
      let place = Rect(
        x: area.x + number % across * width, y: area.y + number / across * (natural.height + 2), width: width - 2,
        height: natural.height + 1
      ).intersection(area)
      canvas.text(entry.title, in: place.row(0), style: theme[number == 1 ? .title : .muted])
      canvas.draw(map, in: place.inset(top: 1))
    }
  }
}

/// The pictures of an evaluation by what they show.
private struct Gallery {
  private var byName: [String: Picture] = [:]
  /// Number of images, and of blocks after which there are pictures.
  private(set) var images = 0
  private(set) var blocks = 0

  init(_ pictures: [Picture]) {
    for picture in pictures {
      let parts = picture.name.split(separator: ".")
      guard let image = parts.dropFirst().first.flatMap({ Int($0) }), (0..<1000).contains(image) else { continue }
      byName[picture.name] = picture
      images = max(images, image + 1)
      if parts.count == 3, let block = Int(parts[2]), (0..<1000).contains(block) { blocks = max(blocks, block + 1) }
    }
  }

  func picture(_ kind: String, _ image: Int, _ block: Int? = nil) -> Picture? {
    byName["\(kind).\(image)" + (block.map { ".\($0)" } ?? "")]
  }

  /// What is shown of what was asked for; nil without pictures.
  func shown(image: Int, block: Int?) -> (image: Int, block: Int)? {
    guard images > 0, blocks > 0 else { return nil }
    return (min(max(0, image), images - 1), min(max(0, block ?? blocks - 1), blocks - 1))
  }
}
