import * as z from 'zod';

// ARM's answers differ between API versions and resource providers: keys are missing or null, enums grow. These readers
// take what is needed and tolerate the rest.

/** An ARM resource or child. What ARM nests under `properties` is read as if it were beside the id. */
export const armObject = <S extends z.ZodRawShape>(shape: S) => z.preprocess(hoistProperties, z.object(shape));

/** A value that may be missing or null: `undefined` then. */
export const maybe = <T>(schema: z.ZodType<T>) =>
  schema.nullish().transform((value): T | undefined => value ?? undefined);

/** A list that may be missing or null: empty then. */
export const listOf = <T>(schema: z.ZodType<T>) =>
  z
    .array(schema)
    .nullish()
    .transform((items): T[] => items ?? []);

/** The items of one of ARM's lists. */
export const armList = <T>(item: z.ZodType<T>) => z.object({ value: listOf(item) }).transform(({ value }) => value);

/** The id of a resource that another one points to. */
export const reference = maybe(z.object({ id: z.string() })).transform((target) => target?.id);

/** A region. ARM writes `West US` and `westus` for the same one; the latter is read. */
export const region = z.string().transform((name) => name.replaceAll(' ', '').toLowerCase());

export const tags = z
  .record(z.string(), z.string())
  .nullish()
  .transform((found) => found ?? {});

const WithProperties = z.looseObject({ properties: z.looseObject({}) });

function hoistProperties(value: unknown): unknown {
  const found = WithProperties.safeParse(value);
  return found.success ? { ...found.data, ...found.data.properties } : value;
}
