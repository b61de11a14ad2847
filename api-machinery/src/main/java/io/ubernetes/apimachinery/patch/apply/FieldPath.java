package io.ubernetes.apimachinery.patch.apply;

import java.util.List;
import java.util.stream.Collectors;

/// The way from an object to one of its fields; its text is the one in conflict messages, such as
/// `.spec.template.spec.containers[name="web"].image`.
public record FieldPath(List<PathElement> elements) {

  public FieldPath {
    elements = List.copyOf(elements);
  }

  @Override
  public String toString() {
    return elements.stream().map(PathElement::toString).collect(Collectors.joining());
  }
}
