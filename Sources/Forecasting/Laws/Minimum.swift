/// The lowest point of `value` between `low` and `high`, to a relative width of 1e-9, by golden sections and parabolas.
///
/// Source: Brent 1973, "Algorithms for Minimization without Derivatives", chapter 5.
func minimum(from low: Double, to high: Double, of value: (Double) -> Double) -> (place: Double, value: Double) {
  let golden = 0.381_966_011_250_105
  var (low, high) = (low, high)
  var best = low + golden * (high - low)
  var (second, third) = (best, best)
  var bestValue = value(best)
  var (secondValue, thirdValue) = (bestValue, bestValue)
  var (step, previous) = (0.0, 0.0)
  for _ in 0..<60 {
    let middle = (low + high) / 2
    let tolerance = 1e-9 * abs(best) + 1e-10
    if abs(best - middle) <= 2 * tolerance - (high - low) / 2 { break }
    var isParabola = false
    if abs(previous) > tolerance {
      let r = (best - second) * (bestValue - thirdValue)
      var q = (best - third) * (bestValue - secondValue)
      var p = (best - third) * q - (best - second) * r
      q = 2 * (q - r)
      if q > 0 { p = -p } else { q = -q }
      if abs(p) < abs(q * previous / 2), p > q * (low - best), p < q * (high - best) {
        previous = step
        step = p / q
        let place = best + step
        if place - low < 2 * tolerance || high - place < 2 * tolerance { step = best < middle ? tolerance : -tolerance }
        isParabola = true
      }
    }
    if !isParabola {
      previous = best < middle ? high - best : low - best
      step = golden * previous
    }
    let place = abs(step) >= tolerance ? best + step : best + (step > 0 ? tolerance : -tolerance)
    let found = value(place)
    if found <= bestValue {
      if place < best { high = best } else { low = best }
      (third, thirdValue) = (second, secondValue)
      (second, secondValue) = (best, bestValue)
      (best, bestValue) = (place, found)
    } else {
      if place < best { low = place } else { high = place }
      if found <= secondValue || second == best {
        (third, thirdValue) = (second, secondValue)
        (second, secondValue) = (place, found)
      } else if found <= thirdValue || third == best || third == second {
        (third, thirdValue) = (place, found)
      }
    }
  }
  return (best, bestValue)
}
