package io.ubernetes.apimachinery.cel;

import org.jspecify.annotations.Nullable;

/// What became of an evaluation.
public sealed interface Evaluation {

  /// A result.
  ///
  /// @param value Boolean, Long, Double, String, List, Map, ...; null for CEL's null
  record Value(@Nullable Object value) implements Evaluation {
    /// Whether it is the truth and nothing else.
    public boolean isTrue() {
      return Boolean.TRUE.equals(value);
    }
  }

  /// There is no result.
  ///
  /// @param message in cel-go's words: `no such key: max`
  record Failed(String message) implements Evaluation {}

  /// It was stopped because it cost more than one evaluation may (`PerCallLimit`), or more than was
  /// left of the budget.
  record TooExpensive(Limit limit) implements Evaluation {}

  /// Which limit was reached.
  enum Limit {
    CALL,
    BUDGET
  }
}
