internal import Experiment
internal import TerminalUI

extension Shared {
  /// The further figure of that name in the latest evaluation, not after the step that is shown, that has it.
  func figure(_ name: String) -> Double? {
    for evaluation in evaluations.reversed() {
      if let figure = evaluation.figures.first(where: { $0.name == name }) { return figure.value }
    }
    return nil
  }

  /// The pictures of the latest evaluation, not after the step that is shown, that has any.
  var pictures: [Picture] { evaluations.last { !$0.pictures.isEmpty }?.pictures ?? [] }
}

extension NamedMatrix {
  /// A row by its place; empty where there is none.
  func row(_ index: Int) -> ArraySlice<Float> {
    guard index >= 0, index < rows.count, columns.count > 0, (index + 1) * columns.count <= values.count else {
      return []
    }
    return values[index * columns.count..<(index + 1) * columns.count]
  }
}

extension PixelMap {
  /// What a run shows; nil where its pixels do not fill rows.
  init?(_ picture: Picture) {
    guard picture.isWellFormed, picture.height > 0 else { return nil }
    let pixels = picture.pixels
    self.init(
      width: picture.width,
      pixels: stride(from: 0, to: pixels.count - 2, by: 3).map { RGB(pixels[$0], pixels[$0 + 1], pixels[$0 + 2]) })
  }
}
