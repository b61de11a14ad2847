package io.ubernetes.apimachinery.kinds.rules;

import org.jspecify.annotations.Nullable;

/// The path of a field as Kubernetes writes it: `spec.containers[0].name`, `metadata.labels[a]`.
/// Immutable; the text is only made when something is wrong there.
public record FieldPath(@Nullable FieldPath parent, String segment) {

  /// The whole object, as Kubernetes names it in an error.
  public static final FieldPath WHOLE_OBJECT = new FieldPath(null, "[]");

  public static FieldPath of(String first, String... more) {
    FieldPath path = new FieldPath(null, first);
    for (String name : more) {
      path = path.child(name);
    }
    return path;
  }

  public FieldPath child(String name) {
    return new FieldPath(this, "." + name);
  }

  public FieldPath index(int index) {
    return new FieldPath(this, "[" + index + "]");
  }

  /// An entry of a map.
  public FieldPath key(String key) {
    return new FieldPath(this, "[" + key + "]");
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    write(text);
    return text.toString();
  }

  private void write(StringBuilder text) {
    if (parent != null) {
      parent.write(text);
    }
    text.append(segment);
  }
}
