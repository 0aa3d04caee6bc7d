import { Untrusted } from "../../components";
import { snippetParts } from "./snippetParts";

/** The words around a hit, as text, with the hit marked. */
export function Snippet({ snippet, query }: { snippet: string; query: string }) {
  return (
    <>
      {snippetParts(snippet, query).map((part, at) => {
        const Part = part.hit ? "mark" : "span";
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
          <Part key={at}>
            <Untrusted text={part.text} />
          </Part>
        );
      })}
    </>
  );
}
