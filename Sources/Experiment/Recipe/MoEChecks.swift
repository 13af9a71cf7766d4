extension Recipe {
  /// Keys of `[moe]` that do not go together. The same combinations are refused as in the probe, in the recipe's words.
  var moeFaults: [RecipeFault] {
    if self[Keys.MoE.experts] == 0 { return [] }
    return sizeFaults + routerFaults + rectificationFaults + surgeryFaults
  }

  private var sizeFaults: [RecipeFault] {
    let experts = self[Keys.MoE.experts]
    let devices = self[Keys.MoE.devices]
    let tokens = self[Keys.Data.batchSize] * self[Keys.Data.sequenceLength]
    var faults: [RecipeFault] = []
    if self[Keys.MoE.k] > experts {
      faults.append(fault(Keys.MoE.k, "is \(self[Keys.MoE.k]), more than moe.experts \(experts)"))
    }
    if self[Keys.MoE.first] >= self[Keys.Model.layers] {
      faults.append(
        fault(
          Keys.MoE.first, "is \(self[Keys.MoE.first]), but layers count 0 to \(self[Keys.Model.layers] - 1)"))
    }
    if !experts.isMultiple(of: devices) {
      faults.append(fault(Keys.MoE.devices, "is \(devices), which does not divide moe.experts \(experts)"))
    }
    if !tokens.isMultiple(of: devices) {
      faults.append(
        fault(Keys.MoE.devices, "is \(devices), which does not divide the \(tokens) tokens of a step"))
    }
    return faults
  }

  private var routerFaults: [RecipeFault] {
    let router = self[Keys.MoE.router]
    var faults: [RecipeFault] = []
    if self[Keys.MoE.scores] == .sigmoid, router != .biasBalanced {
      faults.append(
        fault(
          Keys.MoE.scores, "is sigmoid, which goes with moe.router = \"bias-balanced\" only, not \(router.rawValue)"))
    }
    if router == .mask, self[Keys.MoE.maskVisible] > self[Keys.MoE.experts] {
      faults.append(
        fault(
          Keys.MoE.maskVisible,
          "is \(self[Keys.MoE.maskVisible]), more than moe.experts \(self[Keys.MoE.experts])"))
    }
    if router == .expertChoice, self[Keys.MoE.capacityFactor] == 0 {
      faults.append(
        fault(
          Keys.MoE.capacityFactor, "is 0, no limit; expert-choice needs one: an expert takes as many as it has slots"))
    }
    if self[Keys.MoE.straightThrough], !self[Keys.MoE.renormalize],
      self[Keys.MoE.k] > 1 || self[Keys.MoE.fillIn] || router == .expertChoice
    {
      faults.append(
        fault(
          Keys.MoE.straightThrough,
          "needs moe.renormalize = true where a token may have several experts (k above 1, fill_in, expert-choice)"))
    }
    return faults
  }

  private var rectificationFaults: [RecipeFault] {
    let router = self[Keys.MoE.router]
    var faults: [RecipeFault] = []
    for key in [Keys.MoE.intraGPU, Keys.MoE.fillIn] where self[key] {
      if !router.rectifies {
        faults.append(fault(key, "has no meaning with moe.router = \"\(router.rawValue)\""))
      } else if self[Keys.MoE.capacityFactor] == 0 {
        faults.append(fault(key, "needs a moe.capacity_factor: without one nothing is dropped or padded"))
      }
    }
    if self[Keys.MoE.fillIn], self[Keys.MoE.k] >= self[Keys.MoE.experts] {
      faults.append(
        fault(
          Keys.MoE.fillIn, "needs moe.k + 1 experts; moe.k is \(self[Keys.MoE.k]) of \(self[Keys.MoE.experts])"))
    }
    return faults
  }

  private var surgeryFaults: [RecipeFault] {
    var faults: [RecipeFault] = []
    if self[Keys.MoE.router] == .hash {
      if self[Keys.MoE.temperature] != 1 {
        faults.append(fault(Keys.MoE.temperature, "has no meaning with moe.router = \"hash\", which has no logits"))
      }
      if self[Keys.MoE.freezeRouter] {
        faults.append(fault(Keys.MoE.freezeRouter, "has no meaning with moe.router = \"hash\", which learns nothing"))
      }
    }
    do {
      let masked = try self[Keys.MoE.maskedExperts].map { text throws(RecipeFault) in try MaskedExpert(text, in: self) }
      let choices = self[Keys.MoE.k] + (self[Keys.MoE.fillIn] ? 1 : 0)
      for place in MaskedExpert.places(of: self) {
        let open = self[Keys.MoE.experts] - Set(masked.filter { $0.covers(place) }.map(\.expert)).count
        if open < choices {
          faults.append(
            fault(
              Keys.MoE.maskedExperts,
              "leaves \(open) of \(self[Keys.MoE.experts]) experts in layer \(place.layer)\(place.part); a token"
                + " chooses \(choices)"))
          break
        }
      }
    } catch {
      faults.append(error)
    }
    return faults
  }

  private func fault<Value>(_ key: Key<Value>, _ message: String) -> RecipeFault {
    RecipeFault(key: key.path, message: message)
  }
}
