public import Tensor

/// What is wrong with a file of a transformer's weights, in one line that begins with its name.
public struct ViTError: Error, CustomStringConvertible, Equatable {
  /// The whole line.
  public let message: String
  /// One line for people.
  public var description: String { message }

  init(_ file: String, _ text: String) { message = "\(file): \(text)" }
}

/// A transformer's weights as a safetensors file holds them, under the names of the model's parameters.
///
/// The sizes come from the tensors; heads, patch, epsilon and grid from the entry `spec` of the metadata, which is that of
/// a probe. What the entry says about merging and adaptation is not looked at: that is the user's choice.
public struct ViTWeights {
  private let file: Safetensors
  private let path: String
  private let specification: ViTSpecification

  /// - Throws: `SafetensorsError` or `ViTError`, naming the file.
  public init(path: String) throws {
    try self.init(Safetensors(path: path), path: path)
  }

  /// - Parameter path: for messages.
  /// - Throws: `ViTError`.
  public init(_ file: Safetensors, path: String) throws(ViTError) {
    self.file = file
    self.path = path
    do {
      specification = try ViTSpecification(file)
    } catch {
      throw ViTError(path, error.message)
    }
  }

  /// The model's shape, without merging and adaptation.
  ///
  /// - Parameter classes: of the head that is wanted; the file's own head is not used.
  /// - Throws: `ViTError` when a tensor is missing or has another shape.
  public func options(classes: Int) throws(ViTError) -> ViTOptions {
    let kernel = try shape("patch.weight", [nil, nil, specification.patch, specification.patch])
    let d = kernel[0]
    guard d % specification.heads == 0 else {
      throw ViTError(path, "\(specification.heads) heads do not divide the width \(d) of 'patch.weight'")
    }
    var options = ViTOptions(
      width: d, heads: specification.heads, depth: 0, patch: specification.patch, inner: 1, classes: classes,
      positionGrid: specification.positionGrid)
    options.channels = kernel[1]
    options.epsilon = specification.epsilon
    for block in specification.merge.indices {
      let inner = try shape("blocks.\(block).fc1.weight", [nil, d])[0]
      options.blocks.append(.init(inner: inner, hasLayerScale: file["blocks.\(block).ls1"] != nil))
    }
    return options
  }

  /// Fills all parameters of the trunk; the head and what adaptation adds stay as they are.
  ///
  /// - Throws: `ViTError` when a tensor is missing, has another shape or a value that is not finite.
  public func load(into model: VisionTransformer) throws(ViTError) {
    for parameter in model.parameters.all where !ViTParameters.isAdaptation(parameter.name) {
      _ = try shape(parameter.name, parameter.shape.map { $0 })
      let values = file[parameter.name]?.floats ?? []
      if let place = values.firstIndex(where: { !$0.isFinite }) {
        throw ViTError(path, "tensor '\(parameter.name)': element \(place) is not finite")
      }
      parameter.values.update(from: values, count: parameter.count)
    }
  }

  /// The shape of a tensor of floats; nil stands for any length.
  private func shape(_ name: String, _ wanted: [Int?]) throws(ViTError) -> [Int] {
    guard let entry = file[name] else { throw ViTError(path, "tensor '\(name)' is missing") }
    guard entry.type == .f32 else {
      throw ViTError(path, "tensor '\(name)' has dtype \(entry.type.rawValue), must be F32")
    }
    guard entry.count > 0, entry.shape.count == wanted.count,
      zip(entry.shape, wanted).allSatisfy({ $1 == nil || $0 == $1 })
    else {
      let text = wanted.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
      throw ViTError(path, "tensor '\(name)' has shape \(entry.shape), must be [\(text)]")
    }
    return entry.shape
  }
}
