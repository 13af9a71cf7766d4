internal import Tensor

extension Encoder {
  /// An encoder with the weights of a folder in BERT's usual layout.
  ///
  /// - Throws: `EncoderError` or `SafetensorsError`, naming the file, and the key or tensor at fault.
  public convenience init(folder: String, levels: EncoderLevels? = nil, mixture: EncoderMixture? = nil) throws {
    let weights = try EncoderWeights(folder: folder)
    var options = weights.options
    (options.levels, options.mixture) = (levels, mixture)
    if let levels, levels.mid > options.layers {
      throw EncoderError("\(folder): has \(options.layers) layers, the middle should end at \(levels.mid)")
    }
    self.init(options)
    try load(weights)
  }

  /// Takes over weights; every copy of a layer, experts included, gets those of the layer. A mixture's gates stay as they
  /// are: `initialiseGates` draws them.
  ///
  /// - Precondition: the sizes are the same.
  /// - Throws: `EncoderError` naming a tensor that holds NaN or infinity.
  public func load(_ weights: EncoderWeights) throws(EncoderError) {
    var own = options
    (own.levels, own.mixture) = (nil, nil)
    precondition(own == weights.options, "weights of \(weights.options) for an encoder of \(own)")
    for parameter in parameters {
      var place = parameter.values
      for part in EncoderNames.parts(of: EncoderNames.plain(parameter.name)) {
        let values = try weights.values(part)
        place.update(from: values, count: values.count)
        place += values.count
      }
    }
  }
}
