extension Recipe {
  /// Checks every value against its key and the keys against each other.
  ///
  /// - Parameter file: what the error calls the recipe.
  /// - Throws: `RecipeError` for the first fault.
  public func check(file: String = "recipe") throws(RecipeError) {
    for key in RecipeKey.all {
      if let message = key.fault(of: self[key]) { throw RecipeError(file: file, key: key.path, message: message) }
    }
    if let fault = faults.first { throw RecipeError(file: file, key: fault.key, message: fault.message) }
  }

  /// Keys that do not go together, each with the key to change.
  var faults: [RecipeFault] { dataFaults + modelFaults + expertFaults }

  private var dataFaults: [RecipeFault] {
    var faults: [RecipeFault] = []
    let sources = self[Keys.Data.corpora].count + self[Keys.Data.text].count
    let weights = self[Keys.Data.weights].values
    if sources == 0 {
      faults.append(RecipeFault(key: Keys.Data.corpora.path, message: "is empty, and so is data.text: name some text"))
    }
    if !weights.isEmpty && weights.count != sources {
      faults.append(
        RecipeFault(
          key: Keys.Data.weights.path,
          message: "has \(weights.count) weights for \(sources) sources (corpora, then text); give one each or none"))
    } else if !weights.isEmpty && weights.allSatisfy({ $0 == 0 }) {
      faults.append(RecipeFault(key: Keys.Data.weights.path, message: "is 0 for every source; make one greater than 0"))
    }
    return faults
  }

  private var modelFaults: [RecipeFault] {
    let width = self[Keys.Model.width]
    let heads = self[Keys.Model.heads]
    if !width.isMultiple(of: heads) {
      return [
        RecipeFault(key: Keys.Model.heads.path, message: "is \(heads), which does not divide model.width \(width)")
      ]
    }
    if !(width / heads).isMultiple(of: 2) {
      return [
        RecipeFault(
          key: Keys.Model.heads.path,
          message: "makes heads of width \(width / heads); rotary embedding needs an even width")
      ]
    }
    return []
  }

  private var expertFaults: [RecipeFault] {
    let experts = self[Keys.MoE.experts]
    if experts == 0 { return [] }
    let k = self[Keys.MoE.k]
    let devices = self[Keys.MoE.devices]
    let tokens = self[Keys.Data.batchSize] * self[Keys.Data.sequenceLength]
    var faults: [RecipeFault] = []
    func fault<Value>(_ key: Key<Value>, _ message: String) {
      faults.append(RecipeFault(key: key.path, message: message))
    }
    if k > experts { fault(Keys.MoE.k, "is \(k), more than moe.experts \(experts)") }
    if self[Keys.MoE.first] >= self[Keys.Model.layers] {
      fault(Keys.MoE.first, "is \(self[Keys.MoE.first]), but layers count 0 to \(self[Keys.Model.layers] - 1)")
    }
    if !experts.isMultiple(of: devices) {
      fault(Keys.MoE.devices, "is \(devices), which does not divide moe.experts \(experts)")
    }
    if !tokens.isMultiple(of: devices) {
      fault(Keys.MoE.devices, "is \(devices), which does not divide the \(tokens) tokens of a step")
    }
    if self[Keys.MoE.straightThrough] && !self[Keys.MoE.renormalize] && k > 1 {
      fault(Keys.MoE.straightThrough, "needs moe.renormalize = true where moe.k is more than 1")
    }
    return faults
  }
}
