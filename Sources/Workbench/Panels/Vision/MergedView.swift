internal import Experiment
internal import Sessions
internal import TerminalUI

extension CommandID {
  static let mergedGates: CommandID = "tokens.merged.gates"
}

/// Images block by block: each group of merged tokens in its mean colour, or the source tokens with their factors.
struct MergedView: PanelView {
  /// Place of the image.
  private(set) var image = 0
  /// The block that was chosen; nil follows the last that merges.
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

  private var kind: PictureGallery.Kind { showsGates ? .gate : .merged }

  /// What is shown of what was chosen.
  private struct Shown {
    /// Places of image and block, and how many there are.
    var (image, images, block, blocks) = (0, 0, 0, [Int]())
  }

  private func shown(_ gallery: PictureGallery) -> Shown? {
    let blocks = gallery.blocks(kind)
    guard !gallery.images.isEmpty else { return nil }
    let last = max(0, blocks.count - 1)
    return Shown(
      image: min(max(0, image), gallery.images.count - 1), images: gallery.images.count,
      block: block.map { chosen in blocks.lastIndex { $0 <= chosen } ?? 0 } ?? last, blocks: blocks)
  }

  func detail(_ shared: Shared) -> String {
    guard let shown = shown(PictureGallery(shared.pictures)) else { return "" }
    let place = "image \(shown.image + 1) of \(shown.images)"
    guard shown.blocks.indices.contains(shown.block) else { return place }
    return "\(place) · \(showsGates ? "sources of" : "after") block \(shown.blocks[shown.block])"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    if command == .mergedGates { showsGates.toggle() }
    guard let shown = shown(PictureGallery(shared.pictures)) else { return nil }
    switch command {
    case .cellUp: image = max(0, shown.image - 1)
    case .cellDown: image = min(shown.images - 1, shown.image + 1)
    case .cellLeft: if shown.block > 0 { block = shown.blocks[shown.block - 1] }
    case .cellRight: block = shown.block + 1 < shown.blocks.count - 1 ? shown.blocks[shown.block + 1] : nil
    default: break
    }
    return nil
  }

  func table(_ shared: Shared) -> DataTable? {
    let gallery = PictureGallery(shared.pictures)
    let tokens = Self.tokens(shared)
    let rows = gallery.images.flatMap { image in
      gallery.blocks(.merged).compactMap { block -> [DataTable.Cell]? in
        guard let merged = gallery.picture(.merged, image, block) else { return nil }
        return [
          .integer(image), .text(gallery.image(image)?.caption ?? ""), .integer(block),
          tokens[block].map { .double(Double($0)) } ?? .none, .text(merged.caption),
          .text(gallery.picture(.gate, image, block)?.caption ?? ""),
        ]
      }
    }
    return rows.isEmpty
      ? nil : DataTable(columns: ["image", "class", "block", "tokens", "merged", "gates"], rows: rows)
  }

  /// Tokens left after each block.
  private static func tokens(_ shared: Shared) -> [Int: Float] {
    guard let matrix = shared.matrix("tokens") else { return [:] }
    return Dictionary(
      zip(matrix.columns, matrix.row(0)).compactMap { name, count in Int(name).map { ($0, count) } },
      uniquingKeysWith: { first, _ in first })
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let gallery = PictureGallery(shared.pictures)
    guard let shown = shown(gallery) else {
      return drawNothing("no pictures yet: the first and the last evaluation have them", in: area, on: &canvas)
    }
    guard shown.blocks.indices.contains(shown.block) else {
      return drawNothing(
        showsGates ? "this run's merging has no gates" : "no block of this run merges", in: area, on: &canvas)
    }
    let image = gallery.images[shown.image]
    let foot = area.height >= 14 ? 2 : area.height >= 6 ? 1 : 0
    let (upper, lower) = area.splitBottom(foot)
    let chosen = gallery.picture(kind, image, shown.blocks[shown.block])
    draw(gallery, shown, tokens: Self.tokens(shared), in: upper, on: &canvas)
    guard foot > 0 else { return }
    let caption = chosen?.caption ?? "block \(shown.blocks[shown.block]) has no picture of this image"
    canvas.text(theme.glyphs.printable(sanitized(caption)), in: lower.row(0), style: theme[.text])
    guard foot > 1 else { return }
    let legend =
      showsGates
      ? "sources: black is a gate of -1, grey 0, white +1; all other patches are dim"
      : "a group has the mean colour of its patches; dark lines part groups"
    canvas.text(theme.glyphs.printable(legend), in: lower.row(1), style: theme[.muted])
  }

  /// The image, then blocks around the chosen one, as many as there is room for.
  private func draw(
    _ gallery: PictureGallery, _ shown: Shown, tokens: [Int: Float], in area: Rect, on canvas: inout Canvas
  ) {
    let theme = canvas.theme
    let image = gallery.images[shown.image]
    let original = gallery.image(image)
    guard let sample = original ?? gallery.picture(kind, image, shown.blocks[shown.block]) else { return }
    let beside = original == nil ? 0 : 1
    let grid = PictureGrid(Size(sample.width, sample.height), wanted: shown.blocks.count + beside, in: area)
    let room = max(1, grid.count - beside)
    let first = max(0, min(shown.block - (room - 1) / 2, shown.blocks.count - room))
    if let original {
      let caption = original.caption.isEmpty ? "image" : theme.glyphs.printable(sanitized(original.caption))
      draw(original, " " + caption, role: .text, in: grid.place(0, in: area), on: &canvas)
    }
    for place in first..<min(shown.blocks.count, first + room) {
      let block = shown.blocks[place]
      let count = tokens[block].flatMap { $0.isFinite ? " \(theme.glyphs.dot) \(decimal(Double($0), 0)) left" : nil }
      let title = "block \(block)" + (count ?? "")
      let isChosen = place == shown.block
      let spot = grid.place(place - first + beside, in: area)
      guard let picture = gallery.picture(kind, image, block) else { continue }
      draw(
        picture, (isChosen ? theme.glyphs.pointer : " ") + title, role: isChosen ? .titleFocus : .muted, in: spot,
        on: &canvas)
    }
  }

  private func draw(_ picture: Picture, _ title: String, role: Role, in place: Rect, on canvas: inout Canvas) {
    guard let map = PixelMap(picture), place.height > 0 else { return }
    canvas.text(truncated(title, to: place.width), in: place.row(0), style: canvas.theme[role])
    canvas.draw(map, in: place.inset(top: 1))
  }
}
