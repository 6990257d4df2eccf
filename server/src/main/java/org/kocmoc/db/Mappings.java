package org.kocmoc.db;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.sql.Types;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.ArgumentFactory;
import org.jdbi.v3.core.argument.Arguments;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.generic.GenericTypes;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.mapper.ColumnMappers;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// How values travel between Java and SQL, beyond what JDBI knows:
///
/// - a public record with one component (`UserId`) is that component, in both directions;
/// - any other record is a row, by the names of its components in snake_case;
/// - an enum constant is its name in lower case.
final class Mappings {
    private Mappings() {}

    private static final Argument NULL =
            (position, statement, context) -> statement.setNull(position, Types.NULL);

    static void register(Jdbi jdbi) {
        jdbi.registerArgument((ArgumentFactory.Preparable) Mappings::singleValue);
        jdbi.registerArgument((ArgumentFactory.Preparable) Mappings::enumName);
        jdbi.registerColumnMapper(Mappings::singleValueColumn);
        jdbi.registerRowMapper(Mappings::row);
        jdbi.registerArrayType(byte[].class, "bytea");
    }

    private static Optional<Function<Object, Argument>> singleValue(
            Type type, ConfigRegistry config) {
        return wrapped(type)
                .flatMap(
                        component ->
                                config.get(Arguments.class)
                                        .prepareFor(component.getGenericType())
                                        .map(
                                                inner ->
                                                        orNull(
                                                                value ->
                                                                        inner.apply(
                                                                                unwrap(
                                                                                        component,
                                                                                        value)))));
    }

    private static Optional<Function<Object, Argument>> enumName(Type type, ConfigRegistry config) {
        if (!GenericTypes.getErasedType(type).isEnum()) {
            return Optional.empty();
        }
        return Optional.of(
                orNull(
                        value -> {
                            String name = ((Enum<?>) value).name().toLowerCase(Locale.ROOT);
                            return (position, statement, context) ->
                                    statement.setString(position, name);
                        }));
    }

    private static Function<Object, Argument> orNull(Function<Object, Argument> inner) {
        return value -> value == null ? NULL : inner.apply(value);
    }

    private static Optional<ColumnMapper<?>> singleValueColumn(Type type, ConfigRegistry config) {
        return wrapped(type)
                .flatMap(
                        component ->
                                columnMapper(component, GenericTypes.getErasedType(type), config));
    }

    private static Optional<ColumnMapper<?>> columnMapper(
            RecordComponent component, Class<?> record, ConfigRegistry config) {
        return config.get(ColumnMappers.class)
                .findFor(component.getGenericType())
                .map(
                        inner ->
                                (rows, column, context) -> {
                                    Object value = inner.map(rows, column, context);
                                    return rows.wasNull() ? null : wrap(component, record, value);
                                });
    }

    private static Optional<RowMapper<?>> row(Type type, ConfigRegistry config) {
        Class<?> raw = GenericTypes.getErasedType(type);
        return raw.isRecord() && wrapped(type).isEmpty()
                ? Optional.of(ConstructorMapper.of(raw))
                : Optional.empty();
    }

    private static Optional<RecordComponent> wrapped(Type type) {
        Class<?> raw = GenericTypes.getErasedType(type);
        return raw.isRecord()
                        && Modifier.isPublic(raw.getModifiers())
                        && raw.getRecordComponents().length == 1
                ? Optional.of(raw.getRecordComponents()[0])
                : Optional.empty();
    }

    private static Object unwrap(RecordComponent component, Object value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(component.toString(), e);
        }
    }

    private static Object wrap(RecordComponent component, Class<?> record, Object value) {
        try {
            return record.getConstructor(component.getType()).newInstance(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record.getName(), e);
        }
    }
}
