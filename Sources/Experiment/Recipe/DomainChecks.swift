extension Recipe {
  /// Keys of domains, transformer and their alignment that do not go together.
  var domainAdaptationFaults: [RecipeFault] {
    visionFaults(side: Keys.Domains.size) + domainFaults + prototypeFaults + dispersalFaults
  }

  private var domainFaults: [RecipeFault] {
    let (source, target) = (self[Keys.Domains.source], self[Keys.Domains.target])
    if source.isEmpty { return [fault(Keys.Domains.source, "is empty: name a domain")] }
    if target.isEmpty { return [fault(Keys.Domains.target, "is empty: name a domain")] }
    if source == target {
      return [fault(Keys.Domains.target, "is \(target), and so is domains.source: a pair is of two domains")]
    }
    return []
  }

  private var prototypeFaults: [RecipeFault] {
    let clusters = self[Keys.Prototypes.clusters].values
    if clusters.isEmpty {
      return [fault(Keys.Prototypes.clusters, "is empty; give a multiple of the number of classes, such as 1")]
    }
    if let number = clusters.first(where: { $0 != $0.rounded() }) {
      return [fault(Keys.Prototypes.clusters, "has \(number), which is not a whole multiple")]
    }
    return []
  }

  private var dispersalFaults: [RecipeFault] {
    let (easy, hard) = (self[Keys.Dispersal.easy], self[Keys.Dispersal.hard])
    if hard < easy {
      return [
        fault(
          Keys.Dispersal.hard,
          "is \(hard), less than dispersal.easy \(easy): it is the share up to which targets are hard")
      ]
    }
    return []
  }

  private func fault<Value>(_ key: Key<Value>, _ message: String) -> RecipeFault {
    RecipeFault(key: key.path, message: message)
  }
}
