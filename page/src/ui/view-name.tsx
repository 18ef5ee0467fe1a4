// A view's name: the schema quiet, direction kept within it, and broken, where it has to be, after an underscore.

import { partsOf, visible } from "./visible.ts";

export function ViewName({ view }: { view: string }) {
  const { schema, name } = partsOf(view);
  return (
    <bdi class="view-name" title={visible(view)}>
      {schema === "" ? null : (
        <span class="view-name-schema">
          {visible(schema)}.<wbr />
        </span>
      )}
      {withBreaks(visible(name))}
    </bdi>
  );
}

const withBreaks = (name: string) =>
  name.split(/(?<=_)/).map((part, index) => (index === 0 ? part : [<wbr key={index} />, part]));
