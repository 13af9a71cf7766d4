internal import Tensor

/// Images to tokens: linear patches, a class token in front, a table of positions.
///
/// Source: Dosovitskiy et al. 2020, arXiv:2010.11929, eq. 1.
struct PatchEmbedding {
  let weight: Parameter  // (D, C, P, P)
  let bias: Parameter
  let classToken: Parameter  // (D)
  let positions: Parameter  // (1 + cells of the grid, D)
  let options: ViTOptions

  init(_ options: ViTOptions, _ parameters: ViTParameters) {
    let (d, p) = (options.width, options.patch)
    weight = parameters.declare("patch.weight", [d, options.channels, p, p])
    bias = parameters.declare("patch.bias", [d])
    classToken = parameters.declare("cls", [d], decays: false)
    positions = parameters.declare("pos", [1 + options.positionGrid.count, d], decays: false)
    self.options = options
  }

  /// Whether a parameter of that name is one of these.
  static func owns(_ name: String) -> Bool { name.hasPrefix("patch.") || name == "cls" || name == "pos" }

  /// Shapes: images (B, C, H, W); result (B · (1 + patches), D).
  func forward(_ tape: Tape, _ images: Tensor) -> Tensor {
    let p = options.patch
    let grid = GridSize(height: images.shape[2] / p, width: images.shape[3] / p)
    let kernel = tape.parameter(weight).reshaped([options.width, options.channels * p * p])
    let pixels = tape.keeping(forAny: [kernel]) { tape.patches(of: images, size: p) }
    let patches = tape.keeping(forAny: []) { tape.linear(pixels, weight: kernel, bias: tape.parameter(bias)) }
    let table = tape.keeping(forAny: []) {
      tape.resizedPositions(tape.parameter(positions), from: options.positionGrid, to: grid)
    }
    return tape.tokens(patches: patches, classToken: tape.parameter(classToken), positions: table)
  }

  func parameters(_ tape: Tape) -> [Tensor] { [weight, bias, classToken, positions].map { tape.parameter($0) } }
}
