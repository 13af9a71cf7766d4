extension Header {
  /// What stands beside the number of all parameters, and its word: those that are trained where others are frozen, else
  /// those that are active for a token.
  public var parametersInUse: (count: Int, word: String) {
    if let trainedParameters { return (trainedParameters, "trained") }
    return (activeParameters, "active")
  }
}
