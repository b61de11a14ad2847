package io.ubernetes.apimachinery.patch.apply;

/// How a manager came to own its fields; the names are those of managedFields.
public enum Operation {
  /// Server-side apply.
  APPLY("Apply"),
  /// Any other write.
  UPDATE("Update");

  private final String text;

  Operation(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
