internal import Tensor

/// What a probe file says about the encoder to run: the JSON object in its metadata entry `spec`.
struct EncoderSpecification {
  let heads: Int
  let layers: Int
  let epsilon: Float
  /// Names of the weights whose gradients are asked for.
  let gradients: [String]
  let levels: EncoderLevels?
  let route: EncoderRoute?

  /// Number of layers in all copies.
  var layerCount: Int {
    guard let levels else { return layers }
    let (groups, tasks) = levels.copies(depth: layers)
    return levels.bottom + groups * (levels.mid - levels.bottom) + tasks * (layers - levels.mid)
  }

  /// - Throws: at anything that is not as the rules say, naming the key.
  init(_ file: Safetensors) throws(ProbeError) {
    var keys = try SpecificationKeys(file)
    heads = try keys.whole("heads")
    layers = try keys.whole("layers")
    epsilon = Float(try keys.number("eps", above: 0))
    gradients = try keys.texts("grads")
    guard !keys.isNull("routing"), let value = keys.take("routing") else {
      (levels, route) = (nil, nil)
      try keys.refuseRest()
      return
    }
    var inner = try SpecificationKeys(value, path: "routing")
    let bottom = try inner.whole("bottom", atLeast: 0)
    let mid = try inner.whole("mid", atLeast: 0)
    guard bottom <= mid, mid <= layers else {
      throw ProbeError("spec key 'routing': bottom \(bottom), mid \(mid), layers \(layers): each at most the next")
    }
    let levels = EncoderLevels(
      bottom: bottom, mid: mid, groups: try inner.whole("groups"), tasks: try inner.whole("tasks"))
    let groups = try inner.wholes("group", below: levels.groups)
    let tasks = try inner.wholes("task", below: levels.tasks)
    try inner.refuseRest()
    try keys.refuseRest()
    guard groups.count == tasks.count else {
      throw ProbeError("spec key 'routing.task': has \(tasks.count) entries, 'routing.group' \(groups.count)")
    }
    (self.levels, route) = (levels, EncoderRoute(groups: groups, tasks: tasks))
  }
}
