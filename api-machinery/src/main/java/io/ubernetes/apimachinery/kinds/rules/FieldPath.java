package io.ubernetes.apimachinery.kinds.rules;

import org.jspecify.annotations.Nullable;

/// The path of a field as Kubernetes writes it: `spec.containers[0].name`, `metadata.labels[a]`.
/// Immutable; the text is only made when something is wrong there.
public final class FieldPath {

  /// The whole object, as Kubernetes names it in an error.
  public static final FieldPath WHOLE_OBJECT = new FieldPath(null, Step.FIELD, "[]", 0);

  private enum Step {
    FIELD,
    INDEX,
    KEY
  }

  private final @Nullable FieldPath parent;
  private final Step step;
  private final String name;
  private final int index;

  private FieldPath(@Nullable FieldPath parent, Step step, String name, int index) {
    this.parent = parent;
    this.step = step;
    this.name = name;
    this.index = index;
  }

  public static FieldPath of(String first, String... more) {
    FieldPath path = new FieldPath(null, Step.FIELD, first, 0);
    for (String name : more) {
      path = path.child(name);
    }
    return path;
  }

  public FieldPath child(String name) {
    return new FieldPath(this, Step.FIELD, name, 0);
  }

  public FieldPath index(int index) {
    return new FieldPath(this, Step.INDEX, "", index);
  }

  /// An entry of a map.
  public FieldPath key(String key) {
    return new FieldPath(this, Step.KEY, key, 0);
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
    switch (step) {
      case FIELD -> text.append(parent == null ? "" : ".").append(name);
      case INDEX -> text.append('[').append(index).append(']');
      case KEY -> text.append('[').append(name).append(']');
    }
  }
}
