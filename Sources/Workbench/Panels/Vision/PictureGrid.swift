internal import TerminalUI

/// How large pictures of one size stand beside and below each other.
struct PictureGrid: Equatable {
  /// Cells of a picture, without its title.
  let picture: Size
  /// Pictures in a row, and rows.
  let across: Int
  let down: Int

  /// Columns between pictures, and rows: a title and a free one.
  private static let (gap, title) = (2, 1)

  /// As large as goes while `wanted` pictures have room; smaller than a cell for two pixels only where not even two would
  /// have room.
  ///
  /// - Parameter pixels: width and height of a picture.
  init(_ pixels: Size, wanted: Int, in area: Rect) {
    func grid(_ width: Int, _ height: Int) -> PictureGrid {
      PictureGrid(
        picture: Size(width, height), across: max(1, (area.width + Self.gap) / (width + Self.gap)),
        down: max(1, (area.height + 1) / (height + Self.title + 1)))
    }
    let (width, height) = (max(1, pixels.width), max(1, pixels.height))
    var best: PictureGrid?
    for scale in 1...max(1, min(8, area.width / width)) {
      let next = grid(width * scale, (height * scale + 1) / 2)
      guard next.picture.width <= area.width, next.picture.height + Self.title <= area.height else { break }
      if next.count >= min(2, wanted), next.count >= min(wanted, 6) || best == nil { best = next }
    }
    if let best {
      self = best
      return
    }
    // Two beside each other, or below each other, whichever makes them larger.
    let beside = Self.fitting(width, height, in: Size((area.width - Self.gap) / 2, area.height - Self.title))
    let below = Self.fitting(width, height, in: Size(area.width, (area.height - 1) / 2 - Self.title))
    let isBeside = beside.width >= below.width
    self.init(picture: isBeside ? beside : below, across: isBeside ? 2 : 1, down: isBeside ? 1 : 2)
  }

  private init(picture: Size, across: Int, down: Int) {
    (self.picture, self.across, self.down) = (picture, across, down)
  }

  private static func fitting(_ width: Int, _ height: Int, in room: Size) -> Size {
    let scale = min(Double(max(0, room.width)) / Double(width), Double(max(0, room.height)) * 2 / Double(height))
    return Size(max(1, Int(Double(width) * scale)), max(1, Int((Double(height) * scale / 2).rounded())))
  }

  /// Pictures that have room.
  var count: Int { across * down }

  /// Where a picture stands, its title in the first row.
  func place(_ number: Int, in area: Rect) -> Rect {
    Rect(
      x: area.x + number % across * (picture.width + Self.gap), y: area.y + number / across * (picture.height + 2),
      width: picture.width, height: picture.height + Self.title
    ).intersection(area)
  }
}
