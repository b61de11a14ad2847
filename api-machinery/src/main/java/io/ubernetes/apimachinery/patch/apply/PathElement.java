package io.ubernetes.apimachinery.patch.apply;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// One step on the way to a field. Ordered as Kubernetes writes them: fields, then items by key, by
/// value, by index.
public sealed interface PathElement extends Comparable<PathElement> {

  /// A field of an object, or a key of a map.
  record Field(String name) implements PathElement {
    @Override
    public String toString() {
      return "." + name;
    }
  }

  /// An item of a list, found by some of its fields, which are sorted by name.
  record Key(List<KeyField> fields) implements PathElement {
    public Key {
      fields = fields.size() < 2 ? fields : fields.stream().sorted(KeyField.BY_NAME).toList();
    }

    @Override
    public String toString() {
      return fields.stream()
          .map(field -> field.name() + "=" + Scalar.text(field.value()))
          .collect(Collectors.joining(",", "[", "]"));
    }
  }

  /// An item of a set.
  record Value(Object scalar) implements PathElement {
    @Override
    public String toString() {
      return "[=" + Scalar.text(scalar) + "]";
    }
  }

  /// An item by its place, which only old entries of managedFields have.
  record Index(int index) implements PathElement {
    @Override
    public String toString() {
      return "[" + index + "]";
    }
  }

  /// One field of a [Key].
  ///
  /// @param value as [Scalar] makes it
  record KeyField(String name, Object value) {
    static final Comparator<KeyField> BY_NAME = Comparator.comparing(KeyField::name);
  }

  static PathElement field(String name) {
    return new Field(name);
  }

  private int rank() {
    return switch (this) {
      case Field _ -> 0;
      case Key _ -> 1;
      case Value _ -> 2;
      case Index _ -> 3;
    };
  }

  @Override
  default int compareTo(PathElement other) {
    if (this instanceof Field field && other instanceof Field that) {
      return field.name.compareTo(that.name);
    }
    if (this instanceof Key key && other instanceof Key that) {
      return compareKeys(key.fields, that.fields);
    }
    if (this instanceof Value value && other instanceof Value that) {
      return Scalar.compare(value.scalar, that.scalar);
    }
    if (this instanceof Index index && other instanceof Index that) {
      return Integer.compare(index.index, that.index);
    }
    return Integer.compare(rank(), other.rank());
  }

  private static int compareKeys(List<KeyField> left, List<KeyField> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int byName = left.get(i).name().compareTo(right.get(i).name());
      if (byName != 0) {
        return byName;
      }
      int byValue = Scalar.compare(left.get(i).value(), right.get(i).value());
      if (byValue != 0) {
        return byValue;
      }
    }
    return Integer.compare(left.size(), right.size());
  }
}
