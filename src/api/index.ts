// Everything that the world speaks to, as `app.ts` needs it: by far the most code, which is read in one piece.
export { contextForEvent, createContext } from './graphql/context.ts'
export { createOperationPricing } from './graphql/operation-cost.ts'
export { promptSchemas } from './graphql/prompt-fields.ts'
export { createSchema } from './graphql/schema.ts'
export { createHttpServer } from './http.ts'
export { restRoutes } from './rest/routes.ts'
export { signInRoutes } from './sign-in/routes.ts'
